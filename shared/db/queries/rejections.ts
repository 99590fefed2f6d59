import { and, desc, eq } from "drizzle-orm";
import { bytesToBase64 } from "../../crypto/bytes.ts";
import { type Id, lowestId } from "../../ids.ts";
import type { RejectedMessage } from "../../queue/messages.ts";
import type { Database } from "../client.ts";
import { isAmong, isBefore } from "../conditions.ts";
import { jsonLists } from "../json-rows.ts";
import { rejectionCounters, rejections } from "../schema/rejections.ts";

export type RejectionRow = typeof rejections.$inferSelect;

/**
 * At most `?3` rows of an endpoint whose ids are `?2` or higher, and of their bodies at most `?4` characters; a
 * redelivered one is there already.
 */
const INSERT = `
with incoming as (
  select value, row_number() over (partition by value->>2 order by value->>1) as place from json_each(?1)
  where not exists (select 1 from rejections where org_id = value->>0 and id = value->>1)
    and exists (select 1 from organizations where id = value->>0)),
held as materialized (
  select org_id, endpoint_id, (
    select count(*) from rejections
    where org_id = own.org_id and id >= ?2 and endpoint_id = own.endpoint_id) as rows, (
    select coalesce(sum(length(body)), 0) from rejections
    where org_id = own.org_id and id >= ?2 and endpoint_id = own.endpoint_id) as characters
  from (select distinct value->>0 as org_id, value->>2 as endpoint_id from incoming) as own)
insert into rejections (org_id, id, endpoint_id, provider, reason, step, expected, headers, bytes, received_at, url,
  body)
select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
  value->>10, case when held.characters
    + sum(length(value->>11)) over (partition by value->>2 order by value->>1) <= ?4 then value->>11 end
from incoming join held on held.org_id = value->>0 and held.endpoint_id = value->>2
where place + held.rows <= ?3
on conflict do nothing`;

/** Statements that keep refused requests as evidence, as long as their endpoint has few rows since `since` (ms). */
export function insertRejections(
  { d1 }: Database,
  rejected: readonly RejectedMessage[],
  {
    since,
    maxRows,
    maxBodyCharacters,
  }: { readonly since: number; readonly maxRows: number; readonly maxBodyCharacters: number },
): D1PreparedStatement[] {
  const rows = rejected.map((message) => [
    message.organizationId,
    message.id,
    message.endpointId,
    message.provider,
    message.reason,
    message.step,
    message.expected,
    JSON.stringify(message.headers),
    message.bytes,
    message.receivedAt,
    message.url ?? null,
    message.body === undefined ? null : bytesToBase64(message.body),
  ]);
  const lowest = lowestId("rejection", since);
  return jsonLists(rows).map((list) => d1.prepare(INSERT).bind(list, lowest, maxRows, maxBodyCharacters));
}

/**
 * Statements that count refused requests: one row written per endpoint and reason, however many there were. They run
 * before those that keep them, so that one that is redelivered after it was kept is known and not counted again.
 */
export function countRejections(
  { d1 }: Database,
  rejected: readonly RejectedMessage[],
): D1PreparedStatement[] {
  const rows = rejected.map((message) => [
    message.organizationId,
    message.id,
    message.endpointId,
    message.reason,
    message.receivedAt,
  ]);
  return jsonLists(rows).map((list) =>
    d1
      .prepare(
        `insert into rejection_counters (endpoint_id, reason, count, last_at)
         select value->>2, value->>3, count(*), max(value->>4) from json_each(?)
         where not exists (select 1 from rejections where org_id = value->>0 and id = value->>1)
           and exists (select 1 from organizations where id = value->>0)
         group by value->>2, value->>3
         on conflict (endpoint_id, reason) do update set
           count = count + excluded.count, last_at = max(last_at, excluded.last_at)`,
      )
      .bind(list),
  );
}

export async function rejectionCountsOf(
  db: Database,
  endpointIds: readonly Id<"endpoint">[],
): Promise<ReadonlyMap<Id<"endpoint">, Record<string, number>>> {
  const rows = await db.orm
    .select()
    .from(rejectionCounters)
    .where(isAmong(rejectionCounters.endpointId, endpointIds));
  const counts = new Map<Id<"endpoint">, Record<string, number>>();
  for (const { endpointId, reason, count } of rows) {
    counts.set(endpointId, { ...counts.get(endpointId), [reason]: count });
  }
  return counts;
}

export async function findRejection(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"rejection">,
): Promise<RejectionRow | null> {
  const rows = await db.orm
    .select()
    .from(rejections)
    .where(and(eq(rejections.organizationId, organizationId), eq(rejections.id, id)))
    .limit(1);
  return rows[0] ?? null;
}

/** Marks a rejection as replayed; returns the event that it became first, which is another where somebody was before. */
export async function markReplayed(
  { d1 }: Database,
  { organizationId, id }: Pick<RejectionRow, "organizationId" | "id">,
  event: Id<"event">,
): Promise<Id<"event"> | null> {
  const row = await d1
    .prepare(
      `update rejections set replayed_as = coalesce(replayed_as, ?3) where org_id = ?1 and id = ?2
       returning replayed_as`,
    )
    .bind(organizationId, id, event)
    .first<{ replayed_as: Id<"event"> }>();
  return row?.replayed_as ?? null;
}

/** Takes the mark back of a replay that could not be queued. */
export async function unmarkReplayed(
  { d1 }: Database,
  { organizationId, id }: Pick<RejectionRow, "organizationId" | "id">,
  event: Id<"event">,
): Promise<void> {
  await d1
    .prepare("update rejections set replayed_as = null where org_id = ? and id = ? and replayed_as = ?")
    .bind(organizationId, id, event)
    .run();
}

/** Forgets up to `limit` bodies of requests received before `before` (ms since the epoch); returns how many. */
export async function forgetRejectedBodies(
  { d1 }: Database,
  { before, limit }: { readonly before: number; readonly limit: number },
): Promise<number> {
  const { meta } = await d1
    .prepare(
      `update rejections set body = null where (org_id, id) in (
         select org_id, id from rejections indexed by rejections_bodies
         where received_at < ? and body is not null limit ?)`,
    )
    .bind(before, limit)
    .run();
  return meta.changes;
}

/** Newest first; `before` is the last id of the page before. */
export async function listRejections(
  db: Database,
  organizationId: Id<"organization">,
  filter: {
    readonly endpointId?: Id<"endpoint"> | undefined;
    readonly limit: number;
    readonly before: string | null;
  },
): Promise<RejectionRow[]> {
  return await db.orm
    .select()
    .from(rejections)
    .where(
      and(
        eq(rejections.organizationId, organizationId),
        filter.endpointId === undefined ? undefined : eq(rejections.endpointId, filter.endpointId),
        isBefore(rejections.id, filter.before),
      ),
    )
    .orderBy(desc(rejections.id))
    .limit(filter.limit);
}
