import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { destinations } from "../schema/destinations.ts";

export type DestinationRow = typeof destinations.$inferSelect;

export async function insertDestination(db: Database, row: DestinationRow): Promise<void> {
  await db.orm.insert(destinations).values(row);
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
    .where(
      and(
        eq(destinations.organizationId, organizationId),
        page.after === null ? undefined : gt(destinations.id, page.after as Id<"destination">),
      ),
    )
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

/** Notes the beginning of a row of failures; one that has begun keeps its time. */
export async function noteFailing(db: Database, row: DestinationRow, now: number): Promise<void> {
  await db.orm
    .update(destinations)
    .set({ failingSince: now })
    .where(and(isThe(row.organizationId, row.id), sql`${destinations.failingSince} is null`));
}

function isThe(organizationId: Id<"organization">, id: Id<"destination">) {
  return and(eq(destinations.organizationId, organizationId), eq(destinations.id, id));
}
