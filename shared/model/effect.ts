/**
 * What an event means to the platform, in the platform's own words. A provider's folder maps its payload to effects;
 * the handlers under `workers/events/handlers` apply them and never learn which provider it was.
 */

/** The statuses of a message at its provider, in the order in which they may follow each other. */
export const MESSAGE_STATUSES = [
  "accepted",
  "queued",
  "sending",
  "sent",
  "deferred",
  "delivered",
  "read",
  "undelivered",
  "bounced",
  "failed",
  "canceled",
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** A delivery receipt: the provider says what became of a message that it had accepted. */
export interface MessageStatusEffect {
  readonly kind: "message.status";
  /** The provider's id of the message, as its send action returns it. */
  readonly externalId: string;
  readonly status: MessageStatus;
  /** The provider's error code, where it gave one. */
  readonly errorCode: string | null;
}

export const INVOICE_STATUSES = [
  "open",
  "paid",
  "payment_failed",
  "action_required",
  "void",
  "uncollectible",
] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

/** The state of an invoice changed at the payment provider. */
export interface InvoiceEffect {
  readonly kind: "billing.invoice";
  readonly externalId: string;
  readonly customerId: string | null;
  readonly subscriptionId: string | null;
  readonly status: InvoiceStatus;
  /** Minor units of `currency`. */
  readonly amountDue: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly attemptCount: number;
  /** ms since the epoch; null where no further attempt is planned. */
  readonly nextAttemptAt: number | null;
}

export type Effect = MessageStatusEffect | InvoiceEffect;
