import type { Database } from "../client.ts";
import { consents } from "../schema/consents.ts";

export type ConsentRow = typeof consents.$inferSelect;

/** Appends to the ledger; nothing in it is ever changed. */
export async function insertConsent(db: Database, row: ConsentRow): Promise<void> {
  await db.orm.insert(consents).values(row);
}

/** As part of a transaction: the person's own withdrawal from marketing; said twice, it stands once. */
export function withdrawStatement(
  { d1 }: Database,
  row: Omit<ConsentRow, "purpose" | "status" | "basis">,
): D1PreparedStatement {
  return d1
    .prepare(
      `insert into consents (id, org_id, address, channel, purpose, status, basis, source, evidence, at)
       values (?, ?, ?, ?, 'marketing', 'withdrawn', 'consent', ?, ?, ?) on conflict do nothing`,
    )
    .bind(row.id, row.organizationId, row.address, row.channel, row.source, row.evidence, row.at);
}
