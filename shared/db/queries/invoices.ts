import { and, desc, eq, lt, or } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { invoices } from "../schema/invoices.ts";

export type InvoiceRow = typeof invoices.$inferSelect;

/** Keeps the newest state of an invoice by `occurredAt`; an older one changes nothing. */
export function upsertInvoice({ d1 }: Database, row: InvoiceRow): D1PreparedStatement {
  return d1
    .prepare(
      `insert into invoices (org_id, provider, external_id, customer_id, subscription_id, status, amount_due, currency,
         attempt_count, next_attempt_at, event_id, occurred_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (org_id, provider, external_id) do update set
         customer_id = excluded.customer_id, subscription_id = excluded.subscription_id, status = excluded.status,
         amount_due = excluded.amount_due, currency = excluded.currency, attempt_count = excluded.attempt_count,
         next_attempt_at = excluded.next_attempt_at, event_id = excluded.event_id, occurred_at = excluded.occurred_at
       where excluded.occurred_at >= invoices.occurred_at`,
    )
    .bind(
      row.organizationId,
      row.provider,
      row.externalId,
      row.customerId,
      row.subscriptionId,
      row.status,
      row.amountDue,
      row.currency,
      row.attemptCount,
      row.nextAttemptAt,
      row.eventId,
      row.occurredAt,
    );
}

export interface InvoiceFilter {
  readonly provider?: string | undefined;
  readonly externalId?: string | undefined;
  readonly limit: number;
  /** `provider` and external id of the last row of the page before. */
  readonly before: readonly [string, string] | null;
}

export async function listInvoices(
  db: Database,
  organizationId: Id<"organization">,
  { provider, externalId, limit, before }: InvoiceFilter,
): Promise<InvoiceRow[]> {
  return await db.orm
    .select()
    .from(invoices)
    .where(
      and(
        eq(invoices.organizationId, organizationId),
        provider === undefined ? undefined : eq(invoices.provider, provider),
        externalId === undefined ? undefined : eq(invoices.externalId, externalId),
        before === null
          ? undefined
          : or(
              lt(invoices.provider, before[0]),
              and(eq(invoices.provider, before[0]), lt(invoices.externalId, before[1])),
            ),
      ),
    )
    .orderBy(desc(invoices.provider), desc(invoices.externalId))
    .limit(limit);
}
