import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, integerOf, nameOf, secondsToMs } from "../../model/read.ts";
import type { RecordStatus } from "../../model/record.ts";

const INVOICE_STATUS_BY_TYPE: ReadonlyMap<string, RecordStatus<"invoice">> = new Map([
  ["invoice.finalized", "open"],
  ["invoice.paid", "paid"],
  ["invoice.payment_succeeded", "paid"],
  ["invoice.payment_failed", "payment_failed"],
  ["invoice.payment_action_required", "action_required"],
  ["invoice.voided", "void"],
  ["invoice.marked_uncollectible", "uncollectible"],
]);

/** The id of a reference that Stripe writes as an id or, expanded, as the object. */
function referenceOf(value: unknown): string | null {
  return idOf(value) ?? idOf(at(value, "id"));
}

/**
 * What an invoice event says of its invoice; nothing where the payload carries no whole invoice, as thin events do.
 * https://docs.stripe.com/api/invoices/object
 */
export function stripeEffects(event: ProviderEvent): readonly Effect[] {
  const status = INVOICE_STATUS_BY_TYPE.get(event.type);
  const invoice = at(event.data, "data", "object");
  const externalId = idOf(at(invoice, "id"));
  const amountDue = integerOf(at(invoice, "amount_due"));
  const currency = nameOf(at(invoice, "currency"))?.toUpperCase() ?? "";
  if (status === undefined || externalId === null || amountDue === null || !/^[A-Z]{3}$/.test(currency)) {
    return [];
  }
  return [
    {
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
        amountDue,
        currency,
        attemptCount: integerOf(at(invoice, "attempt_count")) ?? 0,
        nextAttemptAt: secondsToMs(at(invoice, "next_payment_attempt")),
      },
    },
  ];
}
