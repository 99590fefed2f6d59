import { and, desc, eq, isNull } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { keys } from "../schema/keys.ts";
import { organizations } from "../schema/organizations.ts";

export type KeyRow = typeof keys.$inferSelect;

/** Stores a key if its organization exists; false when it does not. */
export async function insertKey(db: Database, row: KeyRow): Promise<boolean> {
  const { meta } = await db.d1
    .prepare(
      `insert into keys (org_id, id, name, hash, hint, scopes, expires_at, created_at)
       select id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 from organizations where id = ?1 and deleted_at is null`,
    )
    .bind(
      row.organizationId,
      row.id,
      row.name,
      row.hash,
      row.hint,
      row.scopes === null ? null : JSON.stringify(row.scopes),
      row.expiresAt,
      row.createdAt,
    )
    .run();
  return meta.changes > 0;
}

/** The key with this hash, of an organization that is not deleted. */
export async function findKeyByHash(db: Database, hash: string): Promise<KeyRow | null> {
  const rows = await db.orm
    .select({ key: keys })
    .from(keys)
    .innerJoin(organizations, eq(organizations.id, keys.organizationId))
    .where(and(eq(keys.hash, hash), isNull(organizations.deletedAt)))
    .limit(1);
  return rows[0]?.key ?? null;
}

/** Newest first; `before` is the last id of the page before. */
export async function listKeys(
  db: Database,
  organizationId: Id<"organization">,
  page: { readonly limit: number; readonly before: string | null },
): Promise<KeyRow[]> {
  return await db.orm
    .select()
    .from(keys)
    .where(and(eq(keys.organizationId, organizationId), isBefore(keys.id, page.before)))
    .orderBy(desc(keys.id))
    .limit(page.limit);
}

export async function deleteKey(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"key">,
): Promise<boolean> {
  const deleted = await db.orm
    .delete(keys)
    .where(and(eq(keys.organizationId, organizationId), eq(keys.id, id)))
    .returning({ id: keys.id });
  return deleted.length > 0;
}
