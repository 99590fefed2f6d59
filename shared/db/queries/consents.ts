import { and, desc, eq, or, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import { MARKETING } from "../../model/consent.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { jsonLists } from "../json-rows.ts";
import { consents } from "../schema/consents.ts";
import type { ContactPoint } from "./contact-states.ts";
import type { Guard } from "./jobs.ts";
import { type OptOutChange, optOutChangeStatements } from "./opt-outs.ts";

export type ConsentRow = typeof consents.$inferSelect;

/** What the person said themselves; without a topic it holds for every topic of marketing. */
export type OwnStatement = ContactPoint &
  Pick<ConsentRow, "id" | "status" | "source" | "evidence" | "at"> &
  Partial<Pick<ConsentRow, "kind" | "jurisdiction">> & { readonly topic?: string };

/** As part of a transaction: appends to the ledger; a record that is there already stands once. */
export function consentStatements(db: Database, rows: readonly ConsentRow[]): D1PreparedStatement[] {
  return [...ledgerStatements(db, rows), ...optOutChangeStatements(db, rows.flatMap(changeOf))];
}

/** What other senders may have to know: that marketing ended, or that the person themselves agreed again. */
function changeOf({
  organizationId,
  channel,
  address,
  purpose,
  status,
  actor,
  source,
}: ConsentRow): OptOutChange[] {
  const isReturn = status === "granted" && actor === "subject";
  return purpose === MARKETING && (isReturn || status === "withdrawn")
    ? [{ organizationId, channel, address, source, isReturn }]
    : [];
}

function ledgerStatements({ d1 }: Database, rows: readonly ConsentRow[]): D1PreparedStatement[] {
  const values = rows.map((row) => [
    row.id,
    row.organizationId,
    row.address,
    row.channel,
    row.purpose,
    row.topic,
    row.status,
    row.basis,
    row.source,
    row.evidence,
    row.actor,
    row.kind,
    row.jurisdiction,
    row.contactId,
    row.at,
  ]);
  return jsonLists(values).map((list) =>
    d1
      .prepare(
        `insert into consents (id, org_id, address, channel, purpose, topic, status, basis, source, evidence, actor, kind,
           jurisdiction, contact_id, at)
         select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8,
           value->>9, value->>10, value->>11, value->>12,
           coalesce(value->>13, (select contact_id from contact_identities
             where org_id = value->>1 and channel = value->>3 and address = value->>2)),
           value->>14
         from json_each(?) where true on conflict do nothing`,
      )
      .bind(list),
  );
}

/** A record of what the person said of marketing, through no matter which door. */
export function ownStatement({ topic, kind = null, jurisdiction = null, ...row }: OwnStatement): ConsentRow {
  return {
    ...row,
    topic: topic ?? null,
    purpose: MARKETING,
    basis: "consent",
    actor: "subject",
    kind,
    jurisdiction,
    contactId: null,
  };
}

/** SQL: the newest record of marketing for the address, by when it was said. */
const newest = (condition: string) => `(select status, source, topic, kind, jurisdiction, at from consents
  where org_id = ?1 and channel = ?2 and address = ?3 and purpose = 'marketing' and ${condition}
  order by at desc, id desc limit 1)`;

const BY_KEYWORD = "(status = 'withdrawn' and source = 'keyword')";

/** What a word gives again: the grant that a keyword had taken (`START`), or the one asked for (`YES` to an opt-in). */
const REGRANTED = {
  keyword: `${newest("true")} as last, ${newest(`not ${BY_KEYWORD}`)} as meant
    where last.status = 'withdrawn' and last.source = 'keyword' and meant.status = 'granted'`,
  double_opt_in: `${newest("true")} as last, ${newest("true")} as meant where last.status = 'requested'`,
} as const;

/** SQL: `confirmedKind` of the policy. */
const CONFIRMED_KIND =
  "case when meant.kind in ('implied_purchase', 'implied_inquiry', 'soft_opt_in') then 'express' else meant.kind end";

/**
 * As part of a transaction: the person gives again what `of` says, for the topic it was about and under the same law;
 * where there is no such thing nothing is written.
 * @param since a word about something older, ms since the epoch, means nothing
 */
export function regrantStatement(
  { d1 }: Database,
  row: ContactPoint & Pick<ConsentRow, "id" | "evidence" | "at">,
  { of, since }: { readonly of: keyof typeof REGRANTED; readonly since: number },
): D1PreparedStatement {
  return d1
    .prepare(
      `insert into consents (id, org_id, address, channel, purpose, topic, status, basis, source, evidence, actor,
         kind, jurisdiction, contact_id, at)
       select ?4, ?1, ?3, ?2, 'marketing', meant.topic, 'granted', 'consent', '${of}', ?5, 'subject',
         ${CONFIRMED_KIND}, meant.jurisdiction,
         (select contact_id from contact_identities where org_id = ?1 and channel = ?2 and address = ?3), ?6
       from ${REGRANTED[of]} and last.at >= ?7 and last.at <= ?6 on conflict do nothing`,
    )
    .bind(row.organizationId, row.channel, row.address, row.id, row.evidence, row.at, since);
}

/** Holds in the transaction in which a record of the ledger was written. */
export function recorded(id: Id<"consent">): Guard {
  return { sql: "exists (select 1 from consents where id = ?)", values: [id] };
}

/** The ledger of a contact, newest record first: what was said as theirs, and of the addresses that are theirs. */
export async function listConsents(
  db: Database,
  organizationId: Id<"organization">,
  contactIds: readonly Id<"contact">[],
  page: { readonly limit: number; readonly before: string | null },
): Promise<ConsentRow[]> {
  const ids = JSON.stringify(contactIds);
  return await db.orm
    .select()
    .from(consents)
    .where(
      and(
        eq(consents.organizationId, organizationId),
        or(
          sql`${consents.contactId} in (select value from json_each(${ids}))`,
          sql`(${consents.channel}, ${consents.address}) in (select channel, address from contact_identities
            where org_id = ${organizationId} and contact_id in (select value from json_each(${ids})))`,
        ),
        isBefore(consents.id, page.before),
      ),
    )
    .orderBy(desc(consents.id))
    .limit(page.limit);
}
