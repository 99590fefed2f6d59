import { and, asc, eq, getTableColumns, gte, inArray, isNull, lt, ne, or } from "drizzle-orm";
import { type Id, lowestId } from "../../ids.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";
import { consentChains, consentSeals } from "../schema/consent-seals.ts";
import { consents } from "../schema/consents.ts";
import type { ConsentRow } from "./consents.ts";

export type ConsentSealRow = typeof consentSeals.$inferSelect;
export type ConsentChainRow = typeof consentChains.$inferSelect;

/** Between two times of recording, ms since the epoch. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * Deletes requests that nobody answered, with what they know of the person; up to `limit`. Once somebody has answered, a
 * request is part of the proof and stays.
 */
export async function deleteUnanswered(
  { d1 }: Database,
  { from, until, limit }: Span & { readonly limit: number },
): Promise<number> {
  const { meta } = await d1
    .prepare(
      `delete from consents where id in (
         select asked.id from consents as asked
         where asked.id >= ?1 and asked.id < ?2 and asked.status = 'requested' and not exists (
           select 1 from consents as answer
           where answer.org_id = asked.org_id and answer.channel = asked.channel and answer.address = asked.address
             and answer.purpose = asked.purpose and answer.status <> 'requested' and answer.at >= asked.at)
         limit ?3)`,
    )
    .bind(lowestId("consent", from), lowestId("consent", until), limit)
    .run();
  return meta.changes;
}

/** Records of any organization that no chain has yet, oldest first. @param requestsUntil requests count from then on */
export async function unsealed(
  db: Database,
  { from, until, requestsUntil, limit }: Span & { readonly requestsUntil: number; readonly limit: number },
): Promise<ConsentRow[]> {
  return await db.orm
    .select(getTableColumns(consents))
    .from(consents)
    .leftJoin(
      consentSeals,
      and(eq(consentSeals.organizationId, consents.organizationId), eq(consentSeals.consentId, consents.id)),
    )
    .where(
      and(
        gte(consents.id, lowestId("consent", from)),
        lt(consents.id, lowestId("consent", until)),
        or(ne(consents.status, "requested"), lt(consents.id, lowestId("consent", requestsUntil))),
        isNull(consentSeals.consentId),
      ),
    )
    .orderBy(asc(consents.id))
    .limit(limit);
}

/** Where the organizations' chains end; those that have none are left out. */
export async function chainsOf(
  db: Database,
  organizationIds: readonly Id<"organization">[],
): Promise<ConsentChainRow[]> {
  return organizationIds.length === 0
    ? []
    : await db.orm
        .select()
        .from(consentChains)
        .where(inArray(consentChains.organizationId, [...organizationIds]));
}

/** As part of a transaction: adds links to a chain, unless it has grown since it was read as `before`. */
export function growStatements(
  { d1 }: Database,
  seals: readonly ConsentSealRow[],
  { before, after }: { readonly before: ConsentChainRow; readonly after: ConsentChainRow },
): D1PreparedStatement[] {
  const values = seals.map(({ organizationId, consentId, seq, hash, personalHash }) => [
    organizationId,
    consentId,
    seq,
    hash,
    personalHash,
  ]);
  return [
    ...jsonLists(values).map((list) =>
      d1
        .prepare(
          `insert into consent_seals (org_id, consent_id, seq, hash, personal_hash)
           select value->>0, value->>1, value->>2, value->>3, value->>4 from json_each(?1)
           where coalesce((select seq from consent_chains where org_id = ?2), 0) = ?3`,
        )
        .bind(list, before.organizationId, before.seq),
    ),
    d1
      .prepare(
        `insert into consent_chains (org_id, seq, hash) values (?1, ?2, ?3)
         on conflict (org_id) do update set seq = excluded.seq, hash = excluded.hash where consent_chains.seq = ?4`,
      )
      .bind(after.organizationId, after.seq, after.hash, before.seq),
  ];
}

/** A link with its record; null where that is gone. */
export interface SealedRecord {
  readonly seal: ConsentSealRow;
  readonly record: ConsentRow | null;
}

/** Links from `from` on, in their order; it reads all of the organization's. */
export async function sealedRecords(
  db: Database,
  organizationId: Id<"organization">,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<SealedRecord[]> {
  return await db.orm
    .select({ seal: consentSeals, record: consents })
    .from(consentSeals)
    .leftJoin(consents, eq(consents.id, consentSeals.consentId))
    .where(and(eq(consentSeals.organizationId, organizationId), gte(consentSeals.seq, from)))
    .orderBy(asc(consentSeals.seq))
    .limit(limit);
}
