import { and, desc, eq, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { isAmong, isBefore } from "../conditions.ts";
import { endpoints } from "../schema/endpoints.ts";
import { organizations } from "../schema/organizations.ts";

export type EndpointRow = typeof endpoints.$inferSelect;

export async function insertEndpoint(db: Database, row: EndpointRow): Promise<void> {
  await db.orm.insert(endpoints).values(row);
}

/** What the gateway needs of an endpoint; null when there is none or its organization was deleted. */
export async function loadEndpoint(db: Database, id: Id<"endpoint">): Promise<EndpointRow | null> {
  const rows = await db.orm
    .select({ endpoint: endpoints })
    .from(endpoints)
    .innerJoin(organizations, eq(organizations.id, endpoints.organizationId))
    .where(and(eq(endpoints.id, id), sql`${organizations.deletedAt} is null`))
    .limit(1);
  return rows[0]?.endpoint ?? null;
}

export async function loadEndpoints(db: Database, ids: readonly string[]): Promise<EndpointRow[]> {
  return await db.orm.select().from(endpoints).where(isAmong(endpoints.id, ids));
}

export async function findEndpoint(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"endpoint">,
): Promise<EndpointRow | null> {
  const rows = await db.orm
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.organizationId, organizationId), eq(endpoints.id, id)))
    .limit(1);
  return rows[0] ?? null;
}

/** Newest first; `before` is the last id of the page before. */
export async function listEndpoints(
  db: Database,
  organizationId: Id<"organization">,
  page: { readonly limit: number; readonly before: string | null },
): Promise<EndpointRow[]> {
  return await db.orm
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.organizationId, organizationId), isBefore(endpoints.id, page.before)))
    .orderBy(desc(endpoints.id))
    .limit(page.limit);
}

/** Enabled endpoints whose webhook the platform made, those first whose provider was not asked for longest. */
export async function registeredEndpoints(db: Database, limit: number): Promise<EndpointRow[]> {
  return await db.orm
    .select()
    .from(endpoints)
    .where(and(sql`${endpoints.connectionId} is not null`, eq(endpoints.enabled, true)))
    .orderBy(sql`${endpoints.registration}->>'checkedAt'`)
    .limit(limit);
}

export type EndpointChange = Partial<
  Pick<
    EndpointRow,
    "enabled" | "events" | "description" | "secrets" | "scheme" | "registration" | "activity" | "watchedAt"
  >
>;

/** Changes the row if it still has `version`; false when another change came first. */
export async function updateEndpoint(
  db: Database,
  row: Pick<EndpointRow, "organizationId" | "id" | "version">,
  change: EndpointChange,
  now: number,
): Promise<boolean> {
  const changed = await db.orm
    .update(endpoints)
    .set({ ...change, version: row.version + 1, updatedAt: now })
    .where(
      and(
        eq(endpoints.organizationId, row.organizationId),
        eq(endpoints.id, row.id),
        eq(endpoints.version, row.version),
      ),
    )
    .returning({ id: endpoints.id });
  return changed.length > 0;
}

export async function deleteEndpoint(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"endpoint">,
): Promise<boolean> {
  const [, deleted] = await db.d1.batch([
    db.d1
      .prepare(
        `delete from rejection_counters where endpoint_id = ?2
           and exists (select 1 from endpoints where org_id = ?1 and id = ?2)`,
      )
      .bind(organizationId, id),
    db.d1.prepare("delete from endpoints where org_id = ? and id = ?").bind(organizationId, id),
  ]);
  return (deleted?.meta.changes ?? 0) > 0;
}
