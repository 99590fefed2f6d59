import { itemsAt } from "./json-pointer.ts";
import { openRequest, type RequestReader } from "./read.ts";
import type { Scheme, Sources } from "./scheme.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { SignedRequest } from "./verifier.ts";

/** What a scheme says about the event in a verified request; null where it says nothing, or the sender sent nothing. */
export interface Identity {
  readonly id: string | null;
  readonly type: string | null;
  /** ms since the epoch */
  readonly time: number | null;
}

/**
 * Reads the event's identity. Only for requests whose signature held: nothing here is checked.
 * @param item what JSON pointers lead into, where the event is an item of the body
 */
export function readIdentity(
  scheme: Scheme,
  request: Omit<SignedRequest, "method">,
  item?: { readonly value: unknown },
): Identity {
  const reader = item === undefined ? openRequest(request) : openRequest(request, () => item.value);
  const textAt = (sources: Sources | undefined) => (sources && reader.read(sources)) || null;
  const time = textAt(scheme.time?.from);
  return {
    id: readJoined(scheme.id, reader),
    type: readJoined(scheme.type, reader),
    time:
      time === null || scheme.time === undefined
        ? null
        : (parseTimestamp(time, scheme.time.unit)?.at ?? null),
  };
}

/** The items of a verified body that are events of their own; null where the body is one event. */
export function readItems(scheme: Scheme, document: unknown): readonly unknown[] | null {
  const items = scheme.items === undefined ? [] : itemsAt(document, scheme.items);
  return items.length > 0 ? items : null;
}

/** A part that is not there leaves nothing: what the others say is not unique. */
function readJoined(rule: Scheme["id"], reader: RequestReader): string | null {
  if (rule === undefined) {
    return null;
  }
  if (!("of" in rule)) {
    return reader.read(rule) || null;
  }
  const parts = rule.of.map((sources) => reader.read(sources) || null);
  return parts.includes(null) ? null : parts.join(rule.join);
}
