import type { Database } from "../client.ts";
import { consents } from "../schema/consents.ts";

export type ConsentRow = typeof consents.$inferSelect;

/** Appends to the ledger; nothing in it is ever changed. */
export async function insertConsent(db: Database, row: ConsentRow): Promise<void> {
  await db.orm.insert(consents).values(row);
}
