/** One event as a provider's folder reads it from a verified body. */
export interface ProviderEvent {
  /** The provider's own id of the event, unique per endpoint; null where it has none (then the body's hash counts). */
  readonly id: string | null;
  /** The provider's own type, e.g. `invoice.payment_failed`. */
  readonly type: string;
  /** What the event is about, e.g. an object id; null where the payload does not say. */
  readonly subject: string | null;
  /** When it happened by the provider's clock, ms since the epoch; null where the payload does not say. */
  readonly time: number | null;
  /** The provider's payload; the parsed body itself where the body is one event. */
  readonly data: unknown;
}

export const EVENT_STATUSES = ["received", "processing", "processed", "failed", "dead", "ignored"] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];
