import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, integerOf, nameOf, secondsToMs } from "../../model/read.ts";
import type { RecordEffect, RecordStatus } from "../../model/record.ts";

const INVOICE_STATUS_BY_TYPE: ReadonlyMap<string, RecordStatus<"invoice">> = new Map([
  ["invoice.finalized", "open"],
  ["invoice.paid", "paid"],
  ["invoice.payment_succeeded", "paid"],
  ["invoice.payment_failed", "payment_failed"],
  ["invoice.payment_action_required", "action_required"],
  ["invoice.voided", "void"],
  ["invoice.marked_uncollectible", "uncollectible"],
]);

const SUBSCRIPTION_STATUSES: ReadonlyMap<unknown, RecordStatus<"subscription">> = new Map([
  ["incomplete", "incomplete"],
  // never paid in time, and final
  ["incomplete_expired", "canceled"],
  ["trialing", "trialing"],
  ["active", "active"],
  ["past_due", "past_due"],
  ["canceled", "canceled"],
  ["unpaid", "unpaid"],
  ["paused", "paused"],
]);

/** By type: the status of an intent whose payment failed is the one of an intent that nobody has tried to pay. */
const PAYMENT_STATUS_BY_TYPE: ReadonlyMap<string, RecordStatus<"payment">> = new Map([
  ["payment_intent.created", "pending"],
  ["payment_intent.processing", "pending"],
  ["payment_intent.amount_capturable_updated", "pending"],
  ["payment_intent.requires_action", "action_required"],
  ["payment_intent.payment_failed", "failed"],
  ["payment_intent.succeeded", "succeeded"],
  ["payment_intent.canceled", "canceled"],
]);

const REFUND_STATUSES: ReadonlyMap<unknown, RecordStatus<"refund">> = new Map([
  ["pending", "pending"],
  ["requires_action", "pending"],
  ["succeeded", "succeeded"],
  ["failed", "failed"],
  ["canceled", "canceled"],
]);

const DISPUTE_STATUSES: ReadonlyMap<unknown, RecordStatus<"dispute">> = new Map([
  ["warning_needs_response", "open"],
  ["needs_response", "open"],
  ["appeal_needs_response", "open"],
  ["warning_under_review", "under_review"],
  ["under_review", "under_review"],
  ["appeal_under_review", "under_review"],
  ["warning_closed", "closed"],
  ["prevented", "closed"],
  ["won", "won"],
  ["lost", "lost"],
]);

/** The id of a reference that Stripe writes as an id or, expanded, as the object. */
function referenceOf(value: unknown): string | null {
  return idOf(value) ?? idOf(at(value, "id"));
}

/** The amount under `key`, in the currency of its object; null where either is missing. */
function moneyOf(object: unknown, key: string): { amount: number; currency: string } | null {
  const amount = integerOf(at(object, key));
  const currency = nameOf(at(object, "currency"))?.toUpperCase() ?? "";
  return amount !== null && /^[A-Z]{3}$/.test(currency) ? { amount, currency } : null;
}

/** https://docs.stripe.com/api/invoices/object */
function invoiceOf(invoice: unknown, type: string): RecordEffect | null {
  const status = INVOICE_STATUS_BY_TYPE.get(type);
  const externalId = idOf(at(invoice, "id"));
  const due = moneyOf(invoice, "amount_due");
  if (status === undefined || externalId === null || due === null) {
    return null;
  }
  return {
    kind: "record",
    record: "invoice",
    externalId,
    status,
    fields: {
      customerId: referenceOf(at(invoice, "customer")),
      // moved under `parent` with API version 2025-03-31.basil
      subscriptionId:
        referenceOf(at(invoice, "parent", "subscription_details", "subscription")) ??
        referenceOf(at(invoice, "subscription")),
      amountDue: due.amount,
      currency: due.currency,
      attemptCount: integerOf(at(invoice, "attempt_count")) ?? 0,
      nextAttemptAt: secondsToMs(at(invoice, "next_payment_attempt")),
    },
  };
}

/** The plan and period are the first item's. https://docs.stripe.com/api/subscriptions/object */
function subscriptionOf(subscription: unknown): RecordEffect | null {
  const status = SUBSCRIPTION_STATUSES.get(at(subscription, "status"));
  const externalId = idOf(at(subscription, "id"));
  if (status === undefined || externalId === null) {
    return null;
  }
  const item = at(subscription, "items", "data", 0);
  // moved to the items with API version 2025-03-31.basil
  const periodEndsAt =
    secondsToMs(at(item, "current_period_end")) ?? secondsToMs(at(subscription, "current_period_end"));
  const endsWithPeriod = at(subscription, "cancel_at_period_end") === true;
  return {
    kind: "record",
    record: "subscription",
    externalId,
    status,
    fields: {
      customerId: referenceOf(at(subscription, "customer")),
      planId: referenceOf(at(item, "price")) ?? referenceOf(at(item, "plan")),
      currentPeriodEndsAt: periodEndsAt,
      cancelAt: secondsToMs(at(subscription, "cancel_at")) ?? (endsWithPeriod ? periodEndsAt : null),
      trialEndsAt: secondsToMs(at(subscription, "trial_end")),
    },
  };
}

/** https://docs.stripe.com/api/payment_intents/object */
function paymentOf(intent: unknown, type: string): RecordEffect | null {
  const status = PAYMENT_STATUS_BY_TYPE.get(type);
  const externalId = idOf(at(intent, "id"));
  const money = moneyOf(intent, "amount");
  if (status === undefined || externalId === null || money === null) {
    return null;
  }
  const error = at(intent, "last_payment_error");
  return {
    kind: "record",
    record: "payment",
    externalId,
    status,
    fields: {
      customerId: referenceOf(at(intent, "customer")),
      ...money,
      failureCode: nameOf(at(error, "decline_code")) ?? nameOf(at(error, "code")),
    },
  };
}

/** The payment of a refund or dispute: the intent, or the charge where one was made without an intent. */
function paymentIdOf(object: unknown): string | null {
  return referenceOf(at(object, "payment_intent")) ?? referenceOf(at(object, "charge"));
}

/** https://docs.stripe.com/api/refunds/object */
function refundOf(refund: unknown): RecordEffect | null {
  const status = REFUND_STATUSES.get(at(refund, "status"));
  const externalId = idOf(at(refund, "id"));
  const money = moneyOf(refund, "amount");
  if (status === undefined || externalId === null || money === null) {
    return null;
  }
  const reason = nameOf(at(refund, "reason"));
  return {
    kind: "record",
    record: "refund",
    externalId,
    status,
    fields: { paymentId: paymentIdOf(refund), ...money, reason },
  };
}

/** https://docs.stripe.com/api/disputes/object */
function disputeOf(dispute: unknown): RecordEffect | null {
  const status = DISPUTE_STATUSES.get(at(dispute, "status"));
  const externalId = idOf(at(dispute, "id"));
  const money = moneyOf(dispute, "amount");
  if (status === undefined || externalId === null || money === null) {
    return null;
  }
  // 0 where the bank takes no evidence
  const dueAt = secondsToMs(at(dispute, "evidence_details", "due_by")) || null;
  const reason = nameOf(at(dispute, "reason"));
  return {
    kind: "record",
    record: "dispute",
    externalId,
    status,
    fields: { paymentId: paymentIdOf(dispute), ...money, reason, dueAt },
  };
}

/** Which object the events of a type carry, by the beginning of the type. */
const READERS: readonly (readonly [prefix: string, read: typeof invoiceOf])[] = [
  ["invoice.", invoiceOf],
  ["customer.subscription.", subscriptionOf],
  ["payment_intent.", paymentOf],
  ["refund.", refundOf],
  // the older name of refund.updated; a charge.refunded carries the charge
  ["charge.refund.", refundOf],
  ["charge.dispute.", disputeOf],
];

/**
 * What an event says of its object; nothing where the payload carries no whole object, as thin events do.
 * https://docs.stripe.com/api/events/types
 */
export function stripeEffects(event: ProviderEvent): readonly Effect[] {
  const [, read] = READERS.find(([prefix]) => event.type.startsWith(prefix)) ?? [];
  const effect = read?.(at(event.data, "data", "object"), event.type) ?? null;
  return effect === null ? [] : [effect];
}
