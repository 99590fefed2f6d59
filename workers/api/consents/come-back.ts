import { comeBackStatements } from "../../../shared/consents/come-back.ts";
import type { Database } from "../../../shared/db/client.ts";
import type { ConsentRow } from "../../../shared/db/queries/consents.ts";
import { MARKETING } from "../../../shared/model/consent.ts";

/** As part of the transaction in which the ledger is written: who agrees again by their own word comes back. */
export function ownReturns(db: Database, rows: readonly ConsentRow[], now: number): D1PreparedStatement[] {
  return rows
    .filter(
      ({ status, actor, purpose }) => status === "granted" && actor === "subject" && purpose === MARKETING,
    )
    .flatMap((row) => comeBackStatements(db, row, now));
}
