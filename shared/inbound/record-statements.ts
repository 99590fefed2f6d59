import type { Database } from "../db/client.ts";
import { contactOfUser } from "../db/queries/contacts-of-users.ts";
import { refreshPermissions, upsertRecords } from "../db/queries/records.ts";
import { followAppointments } from "../db/queries/reminders.ts";
import type { Id } from "../ids.ts";
import { readAddress } from "../model/address.ts";
import type { RecordEffect, RecordFields } from "../model/record.ts";

/** Who told of records, and when. */
interface Source {
  readonly organizationId: Id<"organization">;
  readonly provider: string;
  readonly eventId: Id<"event">;
  /** When it is applied, ms since the epoch: reminders that were due before do not come. */
  readonly now: number;
}

/** The state of a record, and since when, ms since the epoch. */
type DatedRecord = RecordEffect & { readonly occurredAt: number };

/** Keeps the newest state of each record by the provider's clock, with what follows from it. */
export function recordStatements(
  records: readonly DatedRecord[],
  { organizationId, provider, eventId, now }: Source,
  db: Database,
): D1PreparedStatement[] {
  const appointments = records.flatMap(({ record, externalId }) =>
    record === "appointment" ? [externalId] : [],
  );
  return [
    ...upsertRecords(
      db,
      records.map(({ kind: _, record: kind, ...state }) => ({
        organizationId,
        provider,
        eventId,
        kind,
        ...state,
      })),
    ),
    ...records.flatMap((record) => consequences(record, { organizationId, provider, eventId, now }, db)),
    // after them, for they follow the states that stand
    ...(appointments.length === 0
      ? []
      : [followAppointments(db, { organizationId, provider, externalIds: appointments, now })]),
  ];
}

function consequences(
  effect: DatedRecord,
  { organizationId, provider, eventId }: Source,
  db: Database,
): D1PreparedStatement[] {
  const { externalId, occurredAt } = effect;
  const key = { organizationId, provider, externalId };
  switch (effect.record) {
    case "role":
    case "membership":
      return [refreshPermissions(db, { ...key, kind: effect.record })];
    case "user":
      return effect.status === "active"
        ? contactOfUser(db, { ...key, eventId, occurredAt, ...personOf(effect.fields) })
        : [];
    default:
      return [];
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
