import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { Database } from "../client.ts";
import { isAmong, isBefore } from "../conditions.ts";
import { jsonLists } from "../json-rows.ts";
import { contacts } from "../schema/contacts.ts";
import type { ContactPoint } from "./contact-states.ts";

export type ContactRow = typeof contacts.$inferSelect;

/** Where somebody is reached; normalised. */
export interface Identity {
  readonly channel: Channel;
  readonly address: string;
}

export interface Contact extends ContactRow {
  readonly identities: readonly Identity[];
}

// spelled out: among the columns of a select drizzle leaves out the table's name, and a bare org_id would be the identity's
const identities = sql<string>`(select json_group_array(json_object('channel', channel, 'address', address))
  from (select channel, address from contact_identities as identity
    where identity.org_id = contacts.org_id and identity.contact_id = contacts.id
    order by channel, address))`;

const columns = { contact: contacts, identities };

function read({ contact, identities: list }: { contact: ContactRow; identities: string }): Contact {
  return { ...contact, identities: JSON.parse(list) as Identity[] };
}

/** A contact by its id; one that was merged is found as the one that it became a part of. */
export async function findContact(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"contact">,
): Promise<Contact | null> {
  const rows = await db.orm
    .select(columns)
    .from(contacts)
    .where(
      and(
        eq(contacts.organizationId, organizationId),
        isNull(contacts.mergedInto),
        sql`${contacts.id} in (${id}, (select merged_into from contacts where org_id = ${organizationId} and id = ${id}))`,
      ),
    )
    .limit(1);
  return rows[0] === undefined ? null : read(rows[0]);
}

/** Contacts that were not merged, in no order. */
export async function contactsByIds(
  db: Database,
  organizationId: Id<"organization">,
  ids: readonly Id<"contact">[],
): Promise<Contact[]> {
  if (ids.length === 0) {
    return [];
  }
  const rows = await db.orm
    .select(columns)
    .from(contacts)
    .where(
      and(
        eq(contacts.organizationId, organizationId),
        isNull(contacts.mergedInto),
        isAmong(contacts.id, ids),
      ),
    );
  return rows.map(read);
}

/** The contact itself and those that became a part of it: whose records of the ledger are theirs. */
export async function contactIdsOf(
  db: Database,
  { organizationId, id }: ContactRow,
): Promise<Id<"contact">[]> {
  const rows = await db.orm
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.organizationId, organizationId), eq(contacts.mergedInto, id)));
  return [id, ...rows.map((row) => row.id)];
}

/** Of these contacts those that became a part of another, with whose. */
export async function mergedInto(
  db: Database,
  organizationId: Id<"organization">,
  ids: readonly Id<"contact">[],
): Promise<ReadonlyMap<Id<"contact">, Id<"contact">>> {
  const rows = await db.orm
    .select({ id: contacts.id, into: contacts.mergedInto })
    .from(contacts)
    .where(and(eq(contacts.organizationId, organizationId), isAmong(contacts.id, ids)));
  return new Map(rows.flatMap(({ id, into }) => (into === null ? [] : [[id, into] as const])));
}

export interface ContactFilter {
  readonly identity?: Identity | undefined;
  readonly tag?: string | undefined;
  /** A segment's, as `db/segment-filter.ts` makes it. */
  readonly matching?: SQL;
}

/** Newest first; `before` is the last id of the page before. */
export async function listContacts(
  db: Database,
  organizationId: Id<"organization">,
  { identity, tag, matching }: ContactFilter,
  page: { readonly limit: number; readonly before: string | null },
): Promise<Contact[]> {
  const rows = await db.orm
    .select(columns)
    .from(contacts)
    .where(
      and(
        eq(contacts.organizationId, organizationId),
        isNull(contacts.mergedInto),
        matching,
        isBefore(contacts.id, page.before),
        identity === undefined
          ? undefined
          : sql`${contacts.id} = (select contact_id from contact_identities where org_id = ${organizationId}
              and channel = ${identity.channel} and address = ${identity.address})`,
        tag === undefined
          ? undefined
          : sql`exists (select 1 from json_each(${contacts.tags}) where value = ${tag})`,
      ),
    )
    .orderBy(desc(contacts.id))
    .limit(page.limit);
  return rows.map(read);
}

/** How many match; it reads all of the organization's contacts. */
export async function countContacts(
  db: Database,
  organizationId: Id<"organization">,
  matching: SQL,
): Promise<number> {
  const rows = await db.orm
    .select({ count: sql<number>`count(*)` })
    .from(contacts)
    .where(and(eq(contacts.organizationId, organizationId), isNull(contacts.mergedInto), matching));
  return rows[0]?.count ?? 0;
}

/** Whose addresses these are, in their order; null where nobody's. */
export async function ownersOf(
  { d1 }: Database,
  points: readonly ContactPoint[],
): Promise<(Id<"contact"> | null)[]> {
  const { results } = await d1
    .prepare(
      `select identity.contact_id as id from json_each(?) as wanted
       left join contact_identities as identity on identity.org_id = wanted.value->>0
         and identity.channel = wanted.value->>1 and identity.address = wanted.value->>2
       order by wanted.key`,
    )
    .bind(JSON.stringify(points.map((point) => [point.organizationId, point.channel, point.address])))
    .all<{ id: Id<"contact"> | null }>();
  return results.map(({ id }) => id);
}

/** As part of a transaction: stores contacts as they are given, new or changed; their addresses apart. */
export function putContacts({ d1 }: Database, rows: readonly ContactRow[]): D1PreparedStatement[] {
  const values = rows.map((row) => [
    row.organizationId,
    row.id,
    row.firstName,
    row.lastName,
    row.company,
    JSON.stringify(row.tags),
    JSON.stringify(row.customFields),
    row.locale,
    row.timezone,
    row.mergedInto,
    row.createdAt,
    row.updatedAt,
  ]);
  return jsonLists(values).map((list) =>
    d1
      .prepare(
        `insert into contacts (org_id, id, first_name, last_name, company, tags, custom_fields, locale, timezone,
           merged_into, created_at, updated_at)
         select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8,
           value->>9, value->>10, value->>11 from json_each(?) where true
         on conflict (org_id, id) do update set first_name = excluded.first_name, last_name = excluded.last_name,
           company = excluded.company, tags = excluded.tags, custom_fields = excluded.custom_fields,
           locale = excluded.locale, timezone = excluded.timezone, merged_into = excluded.merged_into,
           updated_at = excluded.updated_at`,
      )
      .bind(list),
  );
}

/** What is known of a person beside their addresses, by the column that holds it. */
const FIELD_COLUMNS = {
  firstName: "first_name",
  lastName: "last_name",
  company: "company",
  tags: "tags",
  customFields: "custom_fields",
  locale: "locale",
  timezone: "timezone",
} as const;
const FIELDS = Object.keys(FIELD_COLUMNS) as (keyof typeof FIELD_COLUMNS)[];

type ContactFields = Pick<ContactRow, keyof typeof FIELD_COLUMNS>;

/** As part of a transaction: changes the given fields of a contact alone, so that two changes at once both hold. */
export function changeContact(
  { d1 }: Database,
  { organizationId, id, updatedAt }: Pick<ContactRow, "organizationId" | "id" | "updatedAt">,
  change: { readonly [F in keyof ContactFields]?: ContactFields[F] | undefined },
): D1PreparedStatement {
  const given = FIELDS.flatMap((field) => {
    const value = change[field];
    return value === undefined ? [] : [{ column: FIELD_COLUMNS[field], value }];
  });
  const sets = given.map(({ column }, index) => `, ${column} = ?${index + 4}`).join("");
  const values = given.map(({ value }) =>
    typeof value === "object" && value !== null ? JSON.stringify(value) : value,
  );
  return d1
    .prepare(`update contacts set updated_at = ?3${sets} where org_id = ?1 and id = ?2`)
    .bind(organizationId, id, updatedAt, ...values);
}

/** As part of a transaction: makes addresses a contact's; one that is another's fails the transaction. */
export function addIdentities(
  { d1 }: Database,
  rows: readonly (ContactPoint & { readonly contactId: Id<"contact"> })[],
): D1PreparedStatement[] {
  const values = rows.map((row) => [row.organizationId, row.channel, row.address, row.contactId]);
  return jsonLists(values).map((list) =>
    d1
      .prepare(
        `insert into contact_identities (org_id, channel, address, contact_id)
         select value->>0, value->>1, value->>2, value->>3 from json_each(?)`,
      )
      .bind(list),
  );
}

/** As part of a transaction: takes addresses from a contact. */
export function removeIdentities(
  { d1 }: Database,
  { organizationId, id }: ContactRow,
  gone: readonly Identity[],
): D1PreparedStatement[] {
  return gone.map(({ channel, address }) =>
    d1
      .prepare(
        "delete from contact_identities where org_id = ? and channel = ? and address = ? and contact_id = ?",
      )
      .bind(organizationId, channel, address, id),
  );
}

/** As part of a transaction: gives all of one contact's addresses, and what was merged into it, to another. */
export function moveIdentities({ d1 }: Database, from: ContactRow, to: Id<"contact">): D1PreparedStatement[] {
  return [
    d1
      .prepare("update contact_identities set contact_id = ?3 where org_id = ?1 and contact_id = ?2")
      .bind(from.organizationId, from.id, to),
    d1
      .prepare("update contacts set merged_into = ?3 where org_id = ?1 and merged_into = ?2")
      .bind(from.organizationId, from.id, to),
  ];
}
