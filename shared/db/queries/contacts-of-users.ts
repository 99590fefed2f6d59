import { type Id, idFromEvent } from "../../ids.ts";
import type { Database } from "../client.ts";
import type { Identity } from "./contacts.ts";
import type { RecordRow } from "./records.ts";

export interface UserSeen
  extends Pick<RecordRow, "organizationId" | "provider" | "externalId" | "occurredAt"> {
  readonly eventId: Id<"event">;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** Normalised; the first that somebody has decides who the user is. */
  readonly identities: readonly Identity[];
}

/** Holds while the event brought the user's state that stands: an older one names addresses that are gone. */
const STANDS = `exists (select 1 from records where org_id = ?1 and kind = 'user' and provider = ?2
  and external_id = ?3 and event_id = ?4)`;

/** Whose contact the user is: who has the first of the addresses that anybody has. */
const OWNER = `(select identity.contact_id from json_each(?5) as wanted
  join contact_identities as identity on identity.org_id = ?1
    and identity.channel = wanted.value->>0 and identity.address = wanted.value->>1
  order by wanted.key limit 1)`;

/**
 * As part of a transaction, after the user's record is stored: an app's user is a contact, found by their addresses or
 * made anew. Names are filled in where the contact has none, and an address that is another contact's stays theirs; no
 * consent comes of it. The same event again changes nothing.
 */
export function contactOfUser({ d1 }: Database, user: UserSeen): D1PreparedStatement[] {
  if (user.identities.length === 0) {
    return [];
  }
  const { organizationId, provider, externalId, eventId, occurredAt, firstName, lastName } = user;
  const points = JSON.stringify(user.identities.map(({ channel, address }) => [channel, address]));
  const state = [organizationId, provider, externalId, eventId, points];
  const made = idFromEvent("contact", eventId);
  return [
    d1
      .prepare(
        `insert into contacts (org_id, id, tags, custom_fields, created_at, updated_at)
         select ?1, ?6, '[]', '{}', ?7, ?7 where ${STANDS} and ${OWNER} is null
         on conflict do nothing`,
      )
      .bind(...state, made, occurredAt),
    d1
      .prepare(
        `insert into contact_identities (org_id, channel, address, contact_id)
         select ?1, value->>0, value->>1, coalesce(${OWNER},
           (select coalesce(merged_into, id) from contacts where org_id = ?1 and id = ?6))
         from json_each(?5) where ${STANDS}
         on conflict do nothing`,
      )
      .bind(...state, made),
    d1
      .prepare(
        `update contacts set first_name = coalesce(first_name, ?6), last_name = coalesce(last_name, ?7)
         where org_id = ?1 and id = ${OWNER} and ${STANDS}
           and ((first_name is null and ?6 is not null) or (last_name is null and ?7 is not null))`,
      )
      .bind(...state, firstName, lastName),
  ];
}
