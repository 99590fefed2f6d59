import { and, desc, eq } from "drizzle-orm";
import { type Id, newId } from "../../ids.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { type IncidentKind, incidents } from "../schema/incidents.ts";

export type IncidentRow = typeof incidents.$inferSelect;

export interface Trouble {
  readonly organizationId: Id<"organization">;
  readonly kind: IncidentKind;
  readonly subject: string;
  readonly message: string;
}

/** Opens an incident; false where the same trouble has an open one. */
export async function openIncident(db: Database, trouble: Trouble, now: number): Promise<boolean> {
  const rows = await db.orm
    .insert(incidents)
    .values({
      ...trouble,
      id: newId("incident", now),
      openKey: `${trouble.kind}:${trouble.subject}`,
      status: "open",
      openedAt: now,
      resolvedAt: null,
    })
    .onConflictDoNothing()
    .returning({ id: incidents.id });
  return rows.length > 0;
}

/** The trouble is over, whoever found out. */
export async function closeIncident(
  { d1 }: Database,
  { organizationId, kind, subject }: Omit<Trouble, "message">,
  now: number,
): Promise<void> {
  await d1
    .prepare(
      `update incidents set status = 'resolved', resolved_at = ?, open_key = id where org_id = ? and open_key = ?`,
    )
    .bind(now, organizationId, `${kind}:${subject}`)
    .run();
}

export async function findIncident(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"incident">,
): Promise<IncidentRow | null> {
  const [row] = await db.orm
    .select()
    .from(incidents)
    .where(and(eq(incidents.organizationId, organizationId), eq(incidents.id, id)))
    .limit(1);
  return row ?? null;
}

/** Sets an incident's status; a resolved one makes room for another of its kind. */
export async function setIncident(
  db: Database,
  { organizationId, id }: Pick<IncidentRow, "organizationId" | "id">,
  status: "acknowledged" | "muted" | "resolved",
  now: number,
): Promise<void> {
  await db.orm
    .update(incidents)
    .set(status === "resolved" ? { status, resolvedAt: now, openKey: id } : { status })
    .where(and(eq(incidents.organizationId, organizationId), eq(incidents.id, id)));
}

/** Newest first; `before` is the last id of the page before. */
export async function listIncidents(
  db: Database,
  organizationId: Id<"organization">,
  { status }: { readonly status?: IncidentRow["status"] | undefined },
  page: { readonly limit: number; readonly before: string | null },
): Promise<IncidentRow[]> {
  return await db.orm
    .select()
    .from(incidents)
    .where(
      and(
        eq(incidents.organizationId, organizationId),
        status === undefined ? undefined : eq(incidents.status, status),
        isBefore(incidents.id, page.before),
      ),
    )
    .orderBy(desc(incidents.id))
    .limit(page.limit);
}
