import { and, asc, desc, eq, gte, isNotNull, lt, lte, sql } from "drizzle-orm";
import { type Id, lowestId } from "../../ids.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { jsonLists } from "../json-rows.ts";
import { type DeliveryStatus, deliveries } from "../schema/deliveries.ts";

export type DeliveryRow = typeof deliveries.$inferSelect;

export interface NewDelivery {
  readonly organizationId: Id<"organization">;
  readonly id: Id<"delivery">;
  readonly destinationId: Id<"destination">;
  readonly eventId: Id<"event">;
  readonly status: "pending" | "held";
  /** When the sweep takes it up, where no message is sure to; ms since the epoch. */
  readonly dueAt: number | null;
}

/** Only of events that were stored under their own id: a duplicate's is no row. Repeating it changes nothing. */
const INSERT = `
insert into deliveries (org_id, id, destination_id, event_id, status, attempts, due_at)
select value->>0, value->>1, value->>2, value->>3, value->>4, '[]', value->>5 from json_each(?)
where exists (select 1 from events where org_id = value->>0 and id = value->>3)
on conflict do nothing`;

export function deliveryStatements({ d1 }: Database, rows: readonly NewDelivery[]): D1PreparedStatement[] {
  const values = rows.map((row) => [
    row.organizationId,
    row.id,
    row.destinationId,
    row.eventId,
    row.status,
    row.dueAt,
  ]);
  return jsonLists(values).map((list) => d1.prepare(INSERT).bind(list));
}

type Key = Pick<DeliveryRow, "organizationId" | "id">;

/** Those of the deliveries that exist and wait for their first attempt. */
export async function untried(db: Database, keys: readonly Key[]): Promise<Key[]> {
  const rows = await load(db, keys);
  return rows.filter(({ status, attempts }) => status === "pending" && attempts.length === 0);
}

export async function loadDeliveries(db: Database, keys: readonly Key[]): Promise<DeliveryRow[]> {
  return await load(db, keys);
}

async function load(db: Database, keys: readonly Key[]): Promise<DeliveryRow[]> {
  if (keys.length === 0) {
    return [];
  }
  const list = JSON.stringify(keys.map(({ organizationId, id }) => [organizationId, id]));
  return await db.orm
    .select()
    .from(deliveries)
    .where(
      sql`(${deliveries.organizationId}, ${deliveries.id}) in (select value->>0, value->>1 from json_each(${list}))`,
    );
}

export type SettledDelivery = Pick<
  DeliveryRow,
  "organizationId" | "id" | "status" | "attempts" | "nextAttemptAt" | "dueAt"
> & {
  /** How many attempts its row had when it was read: another sender's result stands. */
  readonly before: number;
};

/** What came of attempts; a delivery that somebody else tried meanwhile is left as it is. */
export async function settleDeliveries({ d1 }: Database, settled: readonly SettledDelivery[]): Promise<void> {
  const values = settled.map((row) => [
    row.organizationId,
    row.id,
    row.status,
    JSON.stringify(row.attempts),
    row.nextAttemptAt,
    row.dueAt,
    row.before,
  ]);
  const statements = jsonLists(values).map((list) =>
    d1
      .prepare(
        `update deliveries set status = new.value->>2, attempts = new.value->>3, next_attempt_at = new.value->>4,
           due_at = new.value->>5
         from json_each(?) as new
         where deliveries.org_id = new.value->>0 and deliveries.id = new.value->>1
           and deliveries.status = 'pending' and json_array_length(deliveries.attempts) = new.value->>6`,
      )
      .bind(list),
  );
  if (statements.length > 0) {
    await d1.batch(statements);
  }
}

/** Deliveries whose attempt is due and whose message was lost or never sent, the longest due first. */
export async function dueDeliveries(
  db: Database,
  { until, limit }: { readonly until: number; readonly limit: number },
): Promise<DeliveryRow[]> {
  return await db.orm
    .select()
    .from(deliveries)
    .where(and(isNotNull(deliveries.dueAt), lte(deliveries.dueAt, until)))
    .orderBy(asc(deliveries.dueAt))
    .limit(limit);
}

/** Looks at them again at `dueAt`, ms since the epoch, should their messages be lost; never before their next attempt. */
export async function postponeDeliveries(
  { d1 }: Database,
  keys: readonly Key[],
  dueAt: number,
): Promise<void> {
  const list = JSON.stringify(keys.map(({ organizationId, id }) => [organizationId, id]));
  await d1
    .prepare(
      `update deliveries set due_at = max(?2, coalesce(next_attempt_at, 0))
       where (org_id, id) in (select value->>0, value->>1 from json_each(?1)) and status = 'pending'`,
    )
    .bind(list, dueAt)
    .run();
}

/** Holds deliveries that cannot be made any more: their destination or their event is gone. */
export async function setAside({ d1 }: Database, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0) {
    return;
  }
  const list = JSON.stringify(keys.map(({ organizationId, id }) => [organizationId, id]));
  await d1
    .prepare(
      `update deliveries set status = 'held', next_attempt_at = null, due_at = null
       where (org_id, id) in (select value->>0, value->>1 from json_each(?)) and status = 'pending'`,
    )
    .bind(list)
    .run();
}

/** Holds what waits for a destination that is gone or switched off by now. */
export async function setHeld(
  { d1 }: Database,
  { organizationId, destinationId }: Pick<DeliveryRow, "organizationId" | "destinationId">,
): Promise<void> {
  await d1
    .prepare(
      `update deliveries set status = 'held', next_attempt_at = null, due_at = null
       where org_id = ?1 and destination_id = ?2 and status = 'pending' and not exists (
         select 1 from destinations where org_id = ?1 and id = ?2 and status = 'enabled')`,
    )
    .bind(organizationId, destinationId)
    .run();
}

export interface RecoverRange {
  readonly organizationId: Id<"organization">;
  readonly destinationId: Id<"destination">;
  /** Of the events' times of receipt, ms since the epoch; `until` is exclusive. */
  readonly since: number;
  readonly until: number;
}

const UNDELIVERED =
  "org_id = ?1 and destination_id = ?2 and id >= ?3 and id < ?4 and status in ('held', 'failed')";

function rangeValues({ organizationId, destinationId, since, until }: RecoverRange): unknown[] {
  return [organizationId, destinationId, lowestId("delivery", since), lowestId("delivery", until)];
}

/** How many deliveries of the range were never delivered and wait for nothing. */
export async function countRecoverable({ d1 }: Database, range: RecoverRange): Promise<number> {
  const row = await d1
    .prepare(`select count(*) as count from deliveries where ${UNDELIVERED}`)
    .bind(...rangeValues(range))
    .first<{ count: number }>();
  return row?.count ?? 0;
}

/** Makes up to `limit` of them pending and due at `dueAt`, the oldest first; returns how many that were. */
export async function recoverDeliveries(
  { d1 }: Database,
  range: RecoverRange,
  { dueAt, limit }: { readonly dueAt: number; readonly limit: number },
): Promise<number> {
  const { meta } = await d1
    .prepare(
      `update deliveries set status = 'pending', attempts = '[]', next_attempt_at = ?5, due_at = ?5
       where org_id = ?1 and id in (select id from deliveries where ${UNDELIVERED} order by id limit ?6)`,
    )
    .bind(...rangeValues(range), dueAt, limit)
    .run();
  return meta.changes === 0 ? 0 : await countPending({ d1 }, range, dueAt);
}

async function countPending(
  { d1 }: Pick<Database, "d1">,
  range: RecoverRange,
  dueAt: number,
): Promise<number> {
  const row = await d1
    .prepare(
      `select count(*) as count from deliveries
       where org_id = ?1 and destination_id = ?2 and id >= ?3 and id < ?4 and status = 'pending' and due_at = ?5`,
    )
    .bind(...rangeValues(range), dueAt)
    .first<{ count: number }>();
  return row?.count ?? 0;
}

/** Makes a delivery pending again, whatever came of it; the sweep looks at it at `dueAt`. False when there is none. */
export async function reviveDelivery(
  db: Database,
  { organizationId, id }: Key,
  dueAt: number,
): Promise<boolean> {
  const rows = await db.orm
    .update(deliveries)
    .set({ status: "pending", nextAttemptAt: null, dueAt })
    .where(and(eq(deliveries.organizationId, organizationId), eq(deliveries.id, id)))
    .returning({ id: deliveries.id });
  return rows.length > 0;
}

export interface DeliveryFilter {
  readonly destinationId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Newest first; `before` is the last id of the page before. */
export async function listDeliveries(
  db: Database,
  organizationId: Id<"organization">,
  { destinationId, eventId, status, since, until }: DeliveryFilter,
  page: { readonly limit: number; readonly before: string | null },
): Promise<DeliveryRow[]> {
  return await db.orm
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.organizationId, organizationId),
        destinationId === undefined
          ? undefined
          : eq(deliveries.destinationId, destinationId as Id<"destination">),
        eventId === undefined ? undefined : eq(deliveries.eventId, eventId as Id<"event">),
        status === undefined ? undefined : eq(deliveries.status, status),
        since === undefined ? undefined : gte(deliveries.id, lowestId("delivery", since)),
        until === undefined ? undefined : lt(deliveries.id, lowestId("delivery", until)),
        isBefore(deliveries.id, page.before),
      ),
    )
    .orderBy(desc(deliveries.id))
    .limit(page.limit);
}

export async function findDelivery(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"delivery">,
): Promise<DeliveryRow | null> {
  const [row] = await load(db, [{ organizationId, id }]);
  return row ?? null;
}
