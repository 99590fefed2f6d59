import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { keys } from "../schema/keys.ts";
import { organizations } from "../schema/organizations.ts";

export type OrganizationRow = typeof organizations.$inferSelect;

/** False when another organization has the same external id. */
export async function insertOrganization(db: Database, row: OrganizationRow): Promise<boolean> {
  const inserted = await db.orm
    .insert(organizations)
    .values(row)
    .onConflictDoNothing({ target: organizations.externalId })
    .returning({ id: organizations.id });
  return inserted.length > 0;
}

export async function findOrganization(
  db: Database,
  id: Id<"organization">,
): Promise<OrganizationRow | null> {
  const rows = await db.orm
    .select()
    .from(organizations)
    .where(and(eq(organizations.id, id), isNull(organizations.deletedAt)))
    .limit(1);
  return rows[0] ?? null;
}

export async function findOrganizationByExternalId(
  db: Database,
  externalId: string,
): Promise<OrganizationRow | null> {
  const rows = await db.orm
    .select()
    .from(organizations)
    .where(and(eq(organizations.externalId, externalId), isNull(organizations.deletedAt)))
    .limit(1);
  return rows[0] ?? null;
}

/** Newest first; `before` is the last id of the page before. */
export async function listOrganizations(
  db: Database,
  page: { readonly limit: number; readonly before: string | null },
): Promise<OrganizationRow[]> {
  return await db.orm
    .select()
    .from(organizations)
    .where(and(isNull(organizations.deletedAt), isBefore(organizations.id, page.before)))
    .orderBy(desc(organizations.id))
    .limit(page.limit);
}

export type OrganizationChange = Partial<Omit<OrganizationRow, "id" | "createdAt" | "deletedAt">>;

/** The row after the change; null when the organization is gone. */
export async function updateOrganization(
  db: Database,
  id: Id<"organization">,
  change: OrganizationChange,
): Promise<OrganizationRow | null | "external_id_taken"> {
  if (Object.keys(change).length === 0) {
    return await findOrganization(db, id);
  }
  const rows = await db.orm
    .update(organizations)
    .set(change)
    .where(
      and(
        eq(organizations.id, id),
        isNull(organizations.deletedAt),
        change.externalId == null
          ? undefined
          : sql`not exists (select 1 from organizations other where other.external_id = ${change.externalId} and other.id <> ${id})`,
      ),
    )
    .returning();
  const [row] = rows;
  if (row !== undefined) {
    return row;
  }
  return (await findOrganization(db, id)) === null ? null : "external_id_taken";
}

/** Shuts an organization at once: its keys are gone and its endpoints answer 404; its rows go with the purge job. */
export async function closeOrganization(db: Database, id: Id<"organization">, now: number): Promise<boolean> {
  const [closed] = await db.orm.batch([
    db.orm
      .update(organizations)
      // without the key nothing of it opens any more, in whatever copy of the database
      .set({ deletedAt: now, externalId: null, dataKey: null })
      .where(and(eq(organizations.id, id), isNull(organizations.deletedAt)))
      .returning({ id: organizations.id }),
    db.orm.delete(keys).where(eq(keys.organizationId, id)),
  ]);
  return closed.length > 0;
}

export async function organizationsToPurge(
  db: Database,
): Promise<Pick<OrganizationRow, "id" | "retentionDays" | "deletedAt">[]> {
  return await db.orm
    .select({
      id: organizations.id,
      retentionDays: organizations.retentionDays,
      deletedAt: organizations.deletedAt,
    })
    .from(organizations);
}

export async function deleteOrganizationRow(db: Database, id: Id<"organization">): Promise<void> {
  await db.orm.delete(organizations).where(eq(organizations.id, id));
}
