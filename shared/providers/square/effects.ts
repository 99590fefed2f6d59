import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, integerOf, itemsAt, nameOf } from "../../model/read.ts";
import type { RecordEffect, RecordStatus } from "../../model/record.ts";

const PAYMENT_STATUSES: ReadonlyMap<unknown, RecordStatus<"payment">> = new Map([
  ["PENDING", "pending"],
  // authorised, and still to be captured
  ["APPROVED", "pending"],
  ["COMPLETED", "succeeded"],
  ["CANCELED", "canceled"],
  ["FAILED", "failed"],
]);

const REFUND_STATUSES: ReadonlyMap<unknown, RecordStatus<"refund">> = new Map([
  ["PENDING", "pending"],
  ["COMPLETED", "succeeded"],
  ["REJECTED", "failed"],
  ["FAILED", "failed"],
]);

const DISPUTE_STATUSES: ReadonlyMap<unknown, RecordStatus<"dispute">> = new Map([
  ["INQUIRY_EVIDENCE_REQUIRED", "open"],
  ["EVIDENCE_REQUIRED", "open"],
  ["INQUIRY_PROCESSING", "under_review"],
  ["PROCESSING", "under_review"],
  ["INQUIRY_CLOSED", "closed"],
  ["WON", "won"],
  ["LOST", "lost"],
  // the seller accepted the loss
  ["ACCEPTED", "lost"],
]);

/** Drafts and refunded invoices say nothing here: the former bind nobody, of the latter the refund tells. */
const INVOICE_STATUSES: ReadonlyMap<unknown, RecordStatus<"invoice">> = new Map([
  ["UNPAID", "open"],
  ["SCHEDULED", "open"],
  ["PARTIALLY_PAID", "open"],
  ["PAYMENT_PENDING", "open"],
  ["PAID", "paid"],
  ["CANCELED", "void"],
  // canceled by Square, because of suspicious activity
  ["FAILED", "void"],
]);

/** A pending subscription has yet to start. */
const SUBSCRIPTION_STATUSES: ReadonlyMap<unknown, RecordStatus<"subscription">> = new Map([
  ["ACTIVE", "active"],
  ["PAUSED", "paused"],
  // can be resumed like a paused one
  ["DEACTIVATED", "paused"],
  ["CANCELED", "canceled"],
]);

interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** https://developer.squareup.com/docs/build-basics/working-with-monetary-amounts */
function moneyOf(value: unknown): Money | null {
  const amount = integerOf(at(value, "amount"));
  const currency = nameOf(at(value, "currency")) ?? "";
  return amount !== null && /^[A-Z]{3}$/.test(currency) ? { amount, currency } : null;
}

/** Square dates periods by the day; this is when the day begins in UTC. */
function dayToMs(value: unknown): number | null {
  const day = nameOf(value);
  return day === null ? null : dateToMs(`${day}T00:00:00Z`);
}

/** https://developer.squareup.com/reference/square/objects/Payment */
function paymentOf(payment: unknown): RecordEffect | null {
  const status = PAYMENT_STATUSES.get(at(payment, "status"));
  const externalId = idOf(at(payment, "id"));
  // the total has the tip in it
  const money = moneyOf(at(payment, "total_money")) ?? moneyOf(at(payment, "amount_money"));
  if (status === undefined || externalId === null || money === null) {
    return null;
  }
  return {
    kind: "record",
    record: "payment",
    externalId,
    status,
    fields: {
      customerId: idOf(at(payment, "customer_id")),
      ...money,
      failureCode: nameOf(at(payment, "card_details", "errors", 0, "code")),
    },
  };
}

/** https://developer.squareup.com/reference/square/objects/PaymentRefund */
function refundOf(refund: unknown): RecordEffect | null {
  const status = REFUND_STATUSES.get(at(refund, "status"));
  const externalId = idOf(at(refund, "id"));
  const money = moneyOf(at(refund, "amount_money"));
  if (status === undefined || externalId === null || money === null) {
    return null;
  }
  return {
    kind: "record",
    record: "refund",
    externalId,
    status,
    fields: { paymentId: idOf(at(refund, "payment_id")), ...money, reason: nameOf(at(refund, "reason")) },
  };
}

/** https://developer.squareup.com/reference/square/objects/Dispute */
function disputeOf(dispute: unknown): RecordEffect | null {
  const status = DISPUTE_STATUSES.get(at(dispute, "state"));
  // named dispute_id by older API versions
  const externalId = idOf(at(dispute, "id")) ?? idOf(at(dispute, "dispute_id"));
  const money = moneyOf(at(dispute, "amount_money"));
  if (status === undefined || externalId === null || money === null) {
    return null;
  }
  return {
    kind: "record",
    record: "dispute",
    externalId,
    status,
    fields: {
      paymentId: idOf(at(dispute, "disputed_payment", "payment_id")),
      ...money,
      reason: nameOf(at(dispute, "reason")),
      dueAt: dateToMs(at(dispute, "due_at")),
    },
  };
}

/** What all payment requests of an invoice ask for together; null where one does not say. */
function dueOf(invoice: unknown): Money | null {
  const asked = itemsAt(invoice, "payment_requests").map((request) =>
    moneyOf(at(request, "computed_amount_money")),
  );
  const [first] = asked;
  if (!first || asked.some((money) => money?.currency !== first.currency)) {
    return null;
  }
  const amount = asked.reduce((sum, money) => sum + (money?.amount ?? 0), 0);
  return { amount, currency: first.currency };
}

/** Square counts no attempts. https://developer.squareup.com/reference/square/objects/Invoice */
function invoiceOf(invoice: unknown, type: string): RecordEffect | null {
  const failed = type === "invoice.scheduled_charge_failed";
  const status = failed ? "payment_failed" : INVOICE_STATUSES.get(at(invoice, "status"));
  const externalId = idOf(at(invoice, "id"));
  const due = dueOf(invoice);
  if (status === undefined || externalId === null || due === null) {
    return null;
  }
  return {
    kind: "record",
    record: "invoice",
    externalId,
    status,
    fields: {
      customerId: idOf(at(invoice, "primary_recipient", "customer_id")),
      subscriptionId: idOf(at(invoice, "subscription_id")),
      amountDue: due.amount,
      currency: due.currency,
      attemptCount: 0,
      nextAttemptAt: null,
    },
  };
}

/** https://developer.squareup.com/reference/square/objects/Subscription */
function subscriptionOf(subscription: unknown): RecordEffect | null {
  const status = SUBSCRIPTION_STATUSES.get(at(subscription, "status"));
  const externalId = idOf(at(subscription, "id"));
  if (status === undefined || externalId === null) {
    return null;
  }
  return {
    kind: "record",
    record: "subscription",
    externalId,
    status,
    fields: {
      customerId: idOf(at(subscription, "customer_id")),
      planId: idOf(at(subscription, "plan_variation_id")),
      currentPeriodEndsAt: dayToMs(at(subscription, "charged_through_date")),
      cancelAt: dayToMs(at(subscription, "canceled_date")),
      trialEndsAt: null,
    },
  };
}

/** By the object's name, which the types of its events begin with. */
const READERS: ReadonlyMap<string, typeof invoiceOf> = new Map([
  ["payment", paymentOf],
  ["refund", refundOf],
  ["dispute", disputeOf],
  ["invoice", invoiceOf],
  ["subscription", subscriptionOf],
]);

/**
 * What an event says of the object that it carries.
 * https://developer.squareup.com/docs/webhooks/v2webhook-events-tech-ref
 */
export function squareEffects(event: ProviderEvent): readonly Effect[] {
  const [name = ""] = event.type.split(".");
  const effect = READERS.get(name)?.(at(event.data, "data", "object", name), event.type) ?? null;
  return effect === null ? [] : [effect];
}
