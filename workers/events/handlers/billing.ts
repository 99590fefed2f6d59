import type { Database } from "../../../shared/db/client.ts";
import { upsertInvoice } from "../../../shared/db/queries/invoices.ts";
import type { InvoiceEffect } from "../../../shared/model/effect.ts";
import type { Handled } from "../handled.ts";

/** Keeps the newest state of an invoice by the provider's clock. */
export function invoiceStatements(
  effect: InvoiceEffect,
  handled: Handled,
  db: Database,
): D1PreparedStatement[] {
  const { kind: _, ...invoice } = effect;
  return [
    upsertInvoice(db, {
      ...invoice,
      organizationId: handled.organizationId,
      provider: handled.provider,
      eventId: handled.eventId,
      occurredAt: handled.occurredAt,
    }),
  ];
}
