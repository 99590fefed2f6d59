import { and, asc, eq, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { isAfter } from "../conditions.ts";
import { destinations } from "../schema/destinations.ts";

export type DestinationRow = typeof destinations.$inferSelect;

export async function insertDestination(db: Database, row: DestinationRow): Promise<void> {
  await db.orm.insert(destinations).values(row);
}

/** As `insertDestination`, unless a hook sends the same types to the same URL already: two that come at once are one. */
export async function insertHook(db: Database, row: DestinationRow): Promise<void> {
  const { organizationId, id, url, events } = row;
  const isSecond = sql`exists (select 1 from destinations as other
    where other.org_id = ${organizationId} and other.id <> ${id} and other.source = 'hook'
      and other.url = ${url} and other.events = ${JSON.stringify(events)})`;
  await db.orm.batch([
    db.orm.insert(destinations).values(row),
    db.orm.delete(destinations).where(and(isThe(organizationId, id), isSecond)),
  ]);
}

/** All destinations of some organizations. */
export async function destinationsOf(
  db: Database,
  organizationIds: readonly Id<"organization">[],
): Promise<DestinationRow[]> {
  const ids = JSON.stringify([...new Set(organizationIds)]);
  return await db.orm
    .select()
    .from(destinations)
    .where(sql`${destinations.organizationId} in (select value from json_each(${ids}))`);
}

export async function findDestination(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"destination">,
): Promise<DestinationRow | null> {
  const [row] = await db.orm.select().from(destinations).where(isThe(organizationId, id)).limit(1);
  return row ?? null;
}

/** Oldest first; `after` is the last id of the page before. */
export async function listDestinations(
  db: Database,
  organizationId: Id<"organization">,
  page: { readonly limit: number; readonly after: string | null },
): Promise<DestinationRow[]> {
  return await db.orm
    .select()
    .from(destinations)
    .where(and(eq(destinations.organizationId, organizationId), isAfter(destinations.id, page.after)))
    .orderBy(asc(destinations.id))
    .limit(page.limit);
}

export type DestinationChange = Partial<
  Pick<
    DestinationRow,
    | "url"
    | "description"
    | "events"
    | "secrets"
    | "status"
    | "retrySchedule"
    | "failingSince"
    | "warnedAt"
    | "updatedAt"
  >
>;

/** False when there is no such destination. */
export async function updateDestination(
  db: Database,
  { organizationId, id }: Pick<DestinationRow, "organizationId" | "id">,
  change: DestinationChange,
): Promise<boolean> {
  const rows = await db.orm
    .update(destinations)
    .set(change)
    .where(isThe(organizationId, id))
    .returning({ id: destinations.id });
  return rows.length > 0;
}

/**
 * Changes a destination that is switched on and stands as it was read; false where somebody changed it meanwhile, whom
 * what was learned of its old address does not concern.
 */
export async function changeAsRead(
  db: Database,
  row: DestinationRow,
  change: Partial<Pick<DestinationRow, "failingSince" | "warnedAt" | "status" | "updatedAt">>,
): Promise<boolean> {
  const rows = await db.orm
    .update(destinations)
    .set(change)
    .where(isAsRead(row))
    .returning({ id: destinations.id });
  return rows.length > 0;
}

/** Whether a destination is switched on and stands as it was read. */
export async function standsAsRead(db: Database, row: DestinationRow): Promise<boolean> {
  const rows = await db.orm.select({ id: destinations.id }).from(destinations).where(isAsRead(row)).limit(1);
  return rows.length > 0;
}

/** Deletes a REST hook's destination; false where there is none, or it was made in another way and stays. */
export async function deleteHook(
  db: Database,
  { organizationId, id }: Pick<DestinationRow, "organizationId" | "id">,
): Promise<boolean> {
  const rows = await db.orm
    .delete(destinations)
    .where(and(isThe(organizationId, id), eq(destinations.source, "hook")))
    .returning({ id: destinations.id });
  return rows.length > 0;
}

/** Deletes a REST hook's destination that stands as it was read; false where it does not. */
export async function deleteHookAsRead(db: Database, row: DestinationRow): Promise<boolean> {
  const rows = await db.orm
    .delete(destinations)
    .where(and(isAsRead(row), eq(destinations.source, "hook")))
    .returning({ id: destinations.id });
  return rows.length > 0;
}

/** Deletes a destination with what waits for it; false when there is none. */
export async function deleteDestination(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"destination">,
): Promise<boolean> {
  const rows = await db.orm
    .delete(destinations)
    .where(isThe(organizationId, id))
    .returning({ id: destinations.id });
  return rows.length > 0;
}

/** Notes the beginning of a row of failures of a destination as it was read; one that has begun keeps its time. */
export async function noteFailing(db: Database, row: DestinationRow, now: number): Promise<void> {
  await db.orm
    .update(destinations)
    .set({ failingSince: now })
    .where(and(isAsRead(row), sql`${destinations.failingSince} is null`));
}

/** Ends a row of failures of an address that took something; true for whoever ended it. */
export async function endFailing(
  db: Database,
  { organizationId, id, url }: Pick<DestinationRow, "organizationId" | "id" | "url">,
): Promise<boolean> {
  const rows = await db.orm
    .update(destinations)
    .set({ failingSince: null, warnedAt: null })
    .where(
      and(
        isThe(organizationId, id),
        eq(destinations.url, url),
        sql`${destinations.failingSince} is not null`,
      ),
    )
    .returning({ id: destinations.id });
  return rows.length > 0;
}

function isAsRead({ organizationId, id, url, updatedAt }: DestinationRow) {
  return and(
    isThe(organizationId, id),
    eq(destinations.url, url),
    eq(destinations.updatedAt, updatedAt),
    eq(destinations.status, "enabled"),
  );
}

function isThe(organizationId: Id<"organization">, id: Id<"destination">) {
  return and(eq(destinations.organizationId, organizationId), eq(destinations.id, id));
}
