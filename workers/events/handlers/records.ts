import type { Database } from "../../../shared/db/client.ts";
import { upsertRecord } from "../../../shared/db/queries/records.ts";
import { followAppointment } from "../../../shared/db/queries/reminders.ts";
import type { RecordEffect } from "../../../shared/model/record.ts";
import type { Handled } from "../handled.ts";

/** Keeps the newest state of a record by the provider's clock. */
export function recordStatements(
  { record, externalId, status, fields }: RecordEffect,
  { organizationId, provider, eventId, occurredAt }: Handled,
  db: Database,
): D1PreparedStatement[] {
  return [
    upsertRecord(db, {
      kind: record,
      organizationId,
      provider,
      externalId,
      status,
      fields,
      eventId,
      occurredAt,
    }),
    // after it, for they follow the state that stands
    ...(record === "appointment"
      ? [followAppointment(db, { organizationId, provider, externalId, now: occurredAt })]
      : []),
  ];
}
