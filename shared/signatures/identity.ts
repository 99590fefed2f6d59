import { openRequest } from "./read.ts";
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

/** Reads the event's identity. Only for requests whose signature held: nothing here is checked. */
export function readIdentity(scheme: Scheme, request: Omit<SignedRequest, "method">): Identity {
  const reader = openRequest(request);
  const textAt = (sources: Sources | undefined) => (sources && reader.read(sources)) || null;
  const time = textAt(scheme.time?.from);
  return {
    id: textAt(scheme.id),
    type: textAt(scheme.type),
    time:
      time === null || scheme.time === undefined
        ? null
        : (parseTimestamp(time, scheme.time.unit)?.at ?? null),
  };
}
