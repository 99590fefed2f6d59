import { and, desc, eq } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { segments } from "../schema/segments.ts";

export type SegmentRow = typeof segments.$inferSelect;

/** Newest first; `before` is the last id of the page before. */
export async function listSegments(
  db: Database,
  organizationId: Id<"organization">,
  page: { readonly limit: number; readonly before: string | null },
): Promise<SegmentRow[]> {
  return await db.orm
    .select()
    .from(segments)
    .where(and(eq(segments.organizationId, organizationId), isBefore(segments.id, page.before)))
    .orderBy(desc(segments.id))
    .limit(page.limit);
}

export async function findSegment(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"segment">,
): Promise<SegmentRow | null> {
  const [row] = await db.orm.select().from(segments).where(isThe({ organizationId, id })).limit(1);
  return row ?? null;
}

export async function insertSegment(db: Database, row: SegmentRow): Promise<void> {
  await db.orm.insert(segments).values(row);
}

export async function replaceSegment(db: Database, row: SegmentRow): Promise<void> {
  const { name, filter, updatedAt } = row;
  await db.orm.update(segments).set({ name, filter, updatedAt }).where(isThe(row));
}

export async function deleteSegment(db: Database, row: SegmentRow): Promise<void> {
  await db.orm.delete(segments).where(isThe(row));
}

function isThe({ organizationId, id }: Pick<SegmentRow, "organizationId" | "id">) {
  return and(eq(segments.organizationId, organizationId), eq(segments.id, id));
}
