import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import { type Id, newId } from "../../ids.ts";
import type { RejectedMessage } from "../../queue/messages.ts";
import type { Database } from "../client.ts";
import { rejectionCounters, rejections } from "../schema/rejections.ts";

export type RejectionRow = typeof rejections.$inferSelect;

/** How many rows an endpoint has since `since` (ms since the epoch); ids sort by time, so this reads only those. */
export async function rejectionsSince(
  db: Database,
  organizationId: Id<"organization">,
  endpointId: Id<"endpoint">,
  since: number,
): Promise<number> {
  const rows = await db.orm
    .select({ count: sql<number>`count(*)` })
    .from(rejections)
    .where(
      and(
        eq(rejections.organizationId, organizationId),
        gte(rejections.id, newId("rejection", since)),
        eq(rejections.endpointId, endpointId),
      ),
    );
  return rows[0]?.count ?? 0;
}

export function insertRejections(
  { d1 }: Database,
  rejected: readonly RejectedMessage[],
): D1PreparedStatement {
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
  ]);
  return d1
    .prepare(
      `insert into rejections (org_id, id, endpoint_id, provider, reason, step, expected, headers, bytes, received_at)
       select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8,
         value->>9
       from json_each(?) where true on conflict do nothing`,
    )
    .bind(JSON.stringify(rows));
}

/** One row written per endpoint and reason, however many requests were refused. */
export function countRejections({ d1 }: Database, rejected: readonly RejectedMessage[]): D1PreparedStatement {
  const groups = Map.groupBy(rejected, ({ endpointId, reason }) => `${endpointId} ${reason}`);
  const rows = [...groups.values()].map((group) => [
    group[0]?.endpointId,
    group[0]?.reason,
    group.length,
    Math.max(...group.map(({ receivedAt }) => receivedAt)),
  ]);
  return d1
    .prepare(
      `insert into rejection_counters (endpoint_id, reason, count, last_at)
       select value->>0, value->>1, value->>2, value->>3 from json_each(?) where true
       on conflict (endpoint_id, reason) do update set
         count = count + excluded.count, last_at = max(last_at, excluded.last_at)`,
    )
    .bind(JSON.stringify(rows));
}

export async function rejectionCountsOf(
  db: Database,
  endpointIds: readonly Id<"endpoint">[],
): Promise<ReadonlyMap<Id<"endpoint">, Record<string, number>>> {
  const rows = await db.orm
    .select()
    .from(rejectionCounters)
    .where(
      sql`${rejectionCounters.endpointId} in (select value from json_each(${JSON.stringify(endpointIds)}))`,
    );
  const counts = new Map<Id<"endpoint">, Record<string, number>>();
  for (const { endpointId, reason, count } of rows) {
    counts.set(endpointId, { ...counts.get(endpointId), [reason]: count });
  }
  return counts;
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
        filter.before === null ? undefined : lt(rejections.id, filter.before as Id<"rejection">),
      ),
    )
    .orderBy(desc(rejections.id))
    .limit(filter.limit);
}
