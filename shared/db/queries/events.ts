import { and, desc, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import { type Id, lowestId } from "../../ids.ts";
import type { EventStatus } from "../../model/event.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { containsText, matchesPattern } from "../pattern.ts";
import { bodies } from "../schema/bodies.ts";
import { events } from "../schema/events.ts";

export type EventRow = typeof events.$inferSelect;

export async function findEvent(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"event">,
): Promise<EventRow | null> {
  const rows = await db.orm
    .select()
    .from(events)
    .where(and(eq(events.organizationId, organizationId), eq(events.id, id)))
    .limit(1);
  return rows[0] ?? null;
}

/** The events that are stored under these ids, in any order. */
export async function loadEvents(
  db: Database,
  keys: readonly Pick<EventRow, "organizationId" | "id">[],
): Promise<EventRow[]> {
  const list = JSON.stringify(keys.map(({ organizationId, id }) => [organizationId, id]));
  return await db.orm
    .select()
    .from(events)
    .where(
      sql`(${events.organizationId}, ${events.id}) in (select value->>0, value->>1 from json_each(${list}))`,
    );
}

/** The body that several events share, as D1 hands it. */
export async function sharedBody(db: Database, organizationId: string, id: string): Promise<unknown> {
  const rows = await db.orm
    .select({ content: bodies.content })
    .from(bodies)
    .where(and(sql`${bodies.organizationId} = ${organizationId}`, sql`${bodies.id} = ${id}`))
    .limit(1);
  return rows[0]?.content ?? null;
}

export interface EventFilter {
  readonly provider?: string | undefined;
  readonly type?: string | undefined;
  readonly status?: EventStatus | undefined;
  readonly endpointId?: Id<"endpoint"> | undefined;
  /** Time received, inclusive, ms since the epoch. */
  readonly since?: number | undefined;
  /** Time received, exclusive, ms since the epoch. */
  readonly until?: number | undefined;
  /** Text in type, subject, ids or, where the body is text in the row, the payload. */
  readonly q?: string | undefined;
}

export interface EventPage {
  readonly rows: EventRow[];
  /** The id to go on before; null when everything was seen. */
  readonly next: string | null;
  /** The scan's bound was reached before the page was full. */
  readonly partial: boolean;
}

/** Rows that one call looks at: a filter that matches nothing must not read the whole table. */
const SCAN_ROWS = 5_000;

/** Payloads and bodies of one page in bytes; the row with which it grows larger is its last. */
const PAGE_BYTES = 5_000_000;

const SEARCHED = [
  events.type,
  events.subject,
  events.id,
  events.providerEventId,
  events.data,
  events.body,
] as const;

/**
 * Newest first, along the primary key; filters are applied to at most `scanRows` rows a call, and the page ends early
 * where its rows hold some 5 MB.
 */
export async function listEvents(
  db: Database,
  organizationId: Id<"organization">,
  filter: EventFilter,
  page: { readonly limit: number; readonly before: string | null; readonly scanRows?: number },
): Promise<EventPage> {
  const wanted = conditions(filter);
  // what nothing is filtered from need not be looked at beyond the page
  const scanRows = wanted === undefined ? page.limit + 1 : (page.scanRows ?? SCAN_ROWS);
  const range = and(
    eq(events.organizationId, organizationId),
    isBefore(events.id, page.before),
    filter.since === undefined ? undefined : gte(events.id, lowestId("event", filter.since)),
    filter.until === undefined ? undefined : lt(events.id, lowestId("event", filter.until)),
  );
  // the scan carries ids only: rows with their bodies are read for the page alone
  const scanned = sql`(select ${events.id} as id, ${wanted ?? sql`1`} as hit from ${events}
    where ${range} order by ${events.id} desc limit ${scanRows})`;
  const hits = sql`(select id from ${scanned} where hit order by id desc limit ${page.limit + 1})`;
  const sized = sql`(select ${events.id} as id,
      sum(coalesce(octet_length(${events.body}), 0) + coalesce(octet_length(${events.data}), 0))
        over (order by ${events.id} desc rows between unbounded preceding and 1 preceding) as bytes
    from ${events} where ${events.organizationId} = ${organizationId} and ${events.id} in ${hits})`;
  const [rows, seen] = await db.orm.batch([
    db.orm
      .select()
      .from(events)
      .where(
        and(
          eq(events.organizationId, organizationId),
          sql`${events.id} in (select id from ${sized} where coalesce(bytes, 0) < ${PAGE_BYTES})`,
        ),
      )
      .orderBy(desc(events.id)),
    db.orm
      .select({
        count: sql<number>`count(*)`,
        hits: sql<number>`coalesce(sum(coalesce(hit, 0) <> 0), 0)`,
        last: sql<string | null>`min(id)`,
      })
      .from(sql`${scanned}`),
  ]);
  const isCut = rows.length < Math.min(seen[0]?.hits ?? 0, page.limit + 1);
  const more = isCut || rows.length > page.limit;
  const exhausted = (seen[0]?.count ?? 0) < scanRows;
  const data = rows.slice(0, page.limit);
  return {
    rows: data,
    next: more ? (data.at(-1)?.id ?? null) : exhausted ? null : (seen[0]?.last ?? null),
    partial: !more && !exhausted,
  };
}

/** Events of a filter before an id. */
interface EventRange {
  readonly organizationId: Id<"organization">;
  readonly filter: Omit<EventFilter, "until" | "q">;
  readonly before: string;
}

export async function countEvents(db: Database, range: EventRange): Promise<number> {
  const [counted] = await db.orm.select({ count: sql<number>`count(*)` }).from(events).where(isIn(range));
  return counted?.count ?? 0;
}

/** Ids of up to `limit` events, newest first. */
export async function newestEvents(db: Database, range: EventRange, limit: number): Promise<Id<"event">[]> {
  const rows = await db.orm
    .select({ id: events.id })
    .from(events)
    .where(isIn(range))
    .orderBy(desc(events.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

function isIn({ organizationId, filter, before }: EventRange): SQL | undefined {
  return and(
    eq(events.organizationId, organizationId),
    lt(events.id, before as Id<"event">),
    filter.since === undefined ? undefined : gte(events.id, lowestId("event", filter.since)),
    conditions(filter),
  );
}

function conditions(filter: EventFilter): SQL | undefined {
  return and(
    filter.provider === undefined ? undefined : eq(events.provider, filter.provider),
    filter.type === undefined ? undefined : matchesPattern(events.type, filter.type),
    filter.status === undefined ? undefined : eq(events.status, filter.status),
    filter.endpointId === undefined ? undefined : eq(events.endpointId, filter.endpointId),
    filter.q === undefined ? undefined : containsText(SEARCHED, filter.q),
  );
}
