import type { Database } from "../../../shared/db/client.ts";
import { refreshPermissions, upsertRecord } from "../../../shared/db/queries/records.ts";
import type { RecordEffect } from "../../../shared/model/record.ts";
import type { Handled } from "../handled.ts";

/** Keeps the newest state of a record by the provider's clock. */
export function recordStatements(
  { record: kind, externalId, status, fields }: RecordEffect,
  { organizationId, provider, eventId, occurredAt }: Handled,
  db: Database,
): D1PreparedStatement[] {
  const key = { organizationId, provider, externalId };
  const upserted = upsertRecord(db, { ...key, kind, status, fields, eventId, occurredAt });
  return kind === "role" || kind === "membership"
    ? [upserted, refreshPermissions(db, { ...key, kind })]
    : [upserted];
}
