import type { Database } from "../../../shared/db/client.ts";
import type { ConsentRow } from "../../../shared/db/queries/consents.ts";
import { liftStatement } from "../../../shared/db/queries/suppressions.ts";
import { MARKETING } from "../../../shared/model/consent.ts";

/**
 * As part of the transaction in which the ledger is written: who had unsubscribed and agrees again by their own word is
 * reached again. Graver suppressions stand.
 */
export function comeBackStatements(db: Database, rows: readonly ConsentRow[]): D1PreparedStatement[] {
  return rows
    .filter(
      ({ status, actor, purpose }) => status === "granted" && actor === "subject" && purpose === MARKETING,
    )
    .map(({ organizationId, channel, address, at }) =>
      liftStatement(db, { organizationId, channel, address, reason: "unsubscribe", before: at }),
    );
}
