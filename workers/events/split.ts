import { sha256Hex } from "../../shared/crypto/sha256.ts";
import type { EndpointRow } from "../../shared/db/queries/endpoints.ts";
import { eventIdAt, type Id } from "../../shared/ids.ts";
import { inboundBody, readEvents } from "../../shared/inbound/read-events.ts";
import type { Effect } from "../../shared/model/effect.ts";
import type { ProviderEvent } from "../../shared/model/event.ts";
import { matchesAny } from "../../shared/model/pattern.ts";
import { findProvider } from "../../shared/providers/registry.ts";
import type { ReceivedMessage } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";

/** A message's body is not where the message says. */
export class BodyGone extends Error {
  override readonly name = "BodyGone";
}

/** Where an event's raw bytes lie: in its row, in a row of their own that several events share, or in R2. */
export type StoredBody =
  | { readonly kind: "inline"; readonly bytes: Uint8Array }
  | { readonly kind: "shared"; readonly bytes: Uint8Array }
  | { readonly kind: "r2"; readonly key: string };

/** One event of a received body, ready for its row. */
export interface StorableEvent {
  readonly message: ReceivedMessage;
  readonly id: Id<"event">;
  /** Its place in the body, from 0. */
  readonly item: number;
  readonly dedupeKey: string;
  /** Its identity; the payload is not kept, for a batch of large bodies would not fit into memory. */
  readonly event: Omit<ProviderEvent, "data">;
  /** The connection that the endpoint belongs to, if any. */
  readonly connectionId: Id<"connection"> | null;
  /** `<provider>.<type>` */
  readonly type: string;
  /** JSON, where several events share the body; else null, for it is read from the body when it is wanted. */
  readonly data: string | null;
  readonly body: StoredBody;
  readonly effects: readonly Effect[];
  /** The endpoint does not want this type. */
  readonly ignored: boolean;
}

/** A payload above this is not stored beside the body that holds it: a D1 row takes 2 MB in all. */
const MAX_DATA_CHARACTERS = 250_000;

/** Reads a message's body and splits it into events, always the same ones in the same order. */
export async function splitBody(
  message: ReceivedMessage,
  endpoint: EndpointRow | null,
  context: Context,
): Promise<StorableEvent[]> {
  const bytes = await bytesOf(message, context);
  const webhook = findProvider(message.provider)?.webhook;
  const events = readEvents(webhook, inboundBody(message, bytes, endpoint));
  const hash = events.every(({ id }) => id !== null) ? "" : await sha256Hex(bytes);
  return events.map((event, item) => {
    const { data, ...identity } = event;
    const type = `${message.provider}.${event.type}`;
    const ignored = endpoint?.events != null && !matchesAny(endpoint.events, type, event.type);
    return {
      message,
      id: eventIdAt(message.id, item),
      item,
      dedupeKey: event.id ?? `sha256:${hash}:${item}`,
      event: identity,
      connectionId: endpoint?.connectionId ?? null,
      type,
      data: events.length === 1 ? null : boundedJson(data),
      body: bodyOf(message, bytes, events.length),
      effects: ignored ? [] : (webhook?.effects?.(event) ?? []),
      ignored,
    };
  });
}

async function bytesOf(message: ReceivedMessage, context: Context): Promise<Uint8Array> {
  if ("inline" in message.body) {
    return message.body.inline;
  }
  const object = await context.bodies.get(message.body.r2);
  if (object === null) {
    throw new BodyGone("A body that was checked in is not in R2.");
  }
  return new Uint8Array(await object.arrayBuffer());
}

function boundedJson(data: unknown): string | null {
  const json = JSON.stringify(data) ?? "null";
  return json.length > MAX_DATA_CHARACTERS ? null : json;
}

function bodyOf(message: ReceivedMessage, bytes: Uint8Array, count: number): StoredBody {
  if ("r2" in message.body) {
    return { kind: "r2", key: message.body.r2 };
  }
  return { kind: count > 1 ? "shared" : "inline", bytes };
}
