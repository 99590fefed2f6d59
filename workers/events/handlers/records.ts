import type { Database } from "../../../shared/db/client.ts";
import { refreshPermissions, upsertRecord } from "../../../shared/db/queries/records.ts";
import { followAppointment } from "../../../shared/db/queries/reminders.ts";
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
  switch (kind) {
    case "role":
    case "membership":
      return [upserted, refreshPermissions(db, { ...key, kind })];
    case "appointment":
      // after it, for they follow the state that stands
      return [upserted, followAppointment(db, { ...key, now: occurredAt })];
    default:
      return [upserted];
  }
}
