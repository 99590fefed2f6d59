import type { Database } from "../../../shared/db/client.ts";
import { contactOfUser } from "../../../shared/db/queries/contacts-of-users.ts";
import { refreshPermissions, upsertRecord } from "../../../shared/db/queries/records.ts";
import { followAppointment } from "../../../shared/db/queries/reminders.ts";
import { readAddress } from "../../../shared/model/address.ts";
import type { RecordEffect, RecordFields } from "../../../shared/model/record.ts";
import type { Handled } from "../handled.ts";

/** Keeps the newest state of a record by the provider's clock. */
export function recordStatements(
  effect: RecordEffect,
  { organizationId, provider, eventId, occurredAt }: Handled,
  db: Database,
): D1PreparedStatement[] {
  const { record: kind, externalId, status, fields } = effect;
  const key = { organizationId, provider, externalId };
  const upserted = upsertRecord(db, { ...key, kind, status, fields, eventId, occurredAt });
  switch (effect.record) {
    case "role":
    case "membership":
      return [upserted, refreshPermissions(db, { ...key, kind: effect.record })];
    case "appointment":
      // after it, for they follow the state that stands
      return [upserted, followAppointment(db, { ...key, now: occurredAt })];
    case "user":
      return effect.status === "active"
        ? [upserted, ...contactOfUser(db, { ...key, eventId, occurredAt, ...personOf(effect.fields) })]
        : [upserted];
    default:
      return [upserted];
  }
}

function personOf({ email, phone, firstName, lastName }: RecordFields["user"]) {
  const identities = (["email", "sms"] as const).flatMap((channel) => {
    const text = channel === "email" ? email : phone;
    const address = text === null ? undefined : readAddress(channel, text)?.key;
    return address === undefined ? [] : [{ channel, address }];
  });
  return { firstName, lastName, identities };
}
