import type { EventMessage } from "./messages.ts";

/** The largest message that Cloudflare Queues carries, in bytes, about 100 of them its own metadata. */
const QUEUE_MESSAGE_BYTES = 128_000;

/** What is left for a body once the envelope's own fields are counted; two bytes per character, as V8 may store them. */
export function fitsInMessage(bodyBytes: number, envelopeCharacters: number): boolean {
  return bodyBytes + 2 * envelopeCharacters + 2_048 <= QUEUE_MESSAGE_BYTES;
}

export type QueueOutcome = { readonly ok: true } | { readonly ok: false; readonly cause: unknown };

/** The one place that sends to a queue. Messages travel structured-cloned, so that bytes stay bytes. */
export interface EventQueue {
  /** Resolves when the queue has the message, or says why it has not; never throws. */
  send(message: EventMessage): Promise<QueueOutcome>;
  /** As `send`, for up to 100 messages at once: the queue has all of them or none. */
  sendAll(messages: readonly EventMessage[]): Promise<QueueOutcome>;
}
