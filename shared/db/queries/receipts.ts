import { and, desc, eq, lt, or } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Engagement } from "../../model/effect.ts";
import type { Database } from "../client.ts";
import { receipts } from "../schema/receipts.ts";

export type ReceiptRow = typeof receipts.$inferSelect;

/** A row as a delivery receipt tells it: nothing of what the recipient did. */
export type NewReceipt = Omit<ReceiptRow, "openedAt" | "clickedAt" | "unsubscribedAt" | "complainedAt">;

/** Moves a message's status forward; a status of a lower rank changes nothing. */
export function upsertReceipt({ d1 }: Database, row: NewReceipt): D1PreparedStatement {
  return d1
    .prepare(
      `insert into receipts (org_id, provider, external_id, status, rank, error_code, event_id, occurred_at)
       values (?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (org_id, provider, external_id) do update set
         status = excluded.status, rank = excluded.rank, error_code = excluded.error_code,
         event_id = excluded.event_id, occurred_at = excluded.occurred_at
       where excluded.rank > receipts.rank`,
    )
    .bind(
      row.organizationId,
      row.provider,
      row.externalId,
      row.status,
      row.rank,
      row.errorCode,
      row.eventId,
      row.occurredAt,
    );
}

/** Notes when a recipient first opened, clicked, unsubscribed or complained; a message of which nothing else is known was delivered. */
export function noteEngagement(
  { d1 }: Database,
  row: NewReceipt,
  engagement: Engagement,
): D1PreparedStatement {
  const column = `${engagement}_at`;
  return d1
    .prepare(
      `insert into receipts (org_id, provider, external_id, status, rank, error_code, event_id, occurred_at, ${column})
       values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
       on conflict (org_id, provider, external_id) do update set ${column} = excluded.${column}
       where receipts.${column} is null or excluded.${column} < receipts.${column}`,
    )
    .bind(
      row.organizationId,
      row.provider,
      row.externalId,
      row.status,
      row.rank,
      row.errorCode,
      row.eventId,
      row.occurredAt,
    );
}

export interface ReceiptFilter {
  readonly provider?: string | undefined;
  readonly externalId?: string | undefined;
  readonly limit: number;
  /** `provider` and external id of the last row of the page before. */
  readonly before: readonly [string, string] | null;
}

export async function listReceipts(
  db: Database,
  organizationId: Id<"organization">,
  { provider, externalId, limit, before }: ReceiptFilter,
): Promise<ReceiptRow[]> {
  return await db.orm
    .select()
    .from(receipts)
    .where(
      and(
        eq(receipts.organizationId, organizationId),
        provider === undefined ? undefined : eq(receipts.provider, provider),
        externalId === undefined ? undefined : eq(receipts.externalId, externalId),
        before === null
          ? undefined
          : or(
              lt(receipts.provider, before[0]),
              and(eq(receipts.provider, before[0]), lt(receipts.externalId, before[1])),
            ),
      ),
    )
    .orderBy(desc(receipts.provider), desc(receipts.externalId))
    .limit(limit);
}
