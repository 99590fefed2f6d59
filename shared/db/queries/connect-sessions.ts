import { and, eq, gt, isNull, lt, lte, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { connectSessions } from "../schema/connect-sessions.ts";
import { organizations } from "../schema/organizations.ts";

export type ConnectSessionRow = typeof connectSessions.$inferSelect;

/** Forms that may be sent within one session. */
const MAX_ATTEMPTS = 30;

export async function insertConnectSession(db: Database, row: ConnectSessionRow): Promise<void> {
  await db.orm.insert(connectSessions).values(row);
}

/** Within its organization only. */
export async function findConnectSession(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"connectSession">,
): Promise<ConnectSessionRow | null> {
  const [row] = await db.orm
    .select()
    .from(connectSessions)
    .where(and(eq(connectSessions.id, id), eq(connectSessions.organizationId, organizationId)))
    .limit(1);
  return row ?? null;
}

/** By its id alone, with the name of its organization, unless that is deleted. */
export async function findSessionOfLink(
  db: Database,
  id: Id<"connectSession">,
): Promise<(ConnectSessionRow & { readonly organizationName: string }) | null> {
  const [row] = await db.orm
    .select({ session: connectSessions, organizationName: organizations.name })
    .from(connectSessions)
    .innerJoin(organizations, eq(organizations.id, connectSessions.organizationId))
    .where(and(eq(connectSessions.id, id), isNull(organizations.deletedAt)))
    .limit(1);
  return row === undefined ? null : { ...row.session, organizationName: row.organizationName };
}

/** Counts a form that was sent; false when the session has ended, or had too many. */
export async function countAttempt(db: Database, id: Id<"connectSession">, now: number): Promise<boolean> {
  const { meta } = await db.orm
    .update(connectSessions)
    .set({ attempts: sql`${connectSessions.attempts} + 1` })
    .where(
      and(
        eq(connectSessions.id, id),
        isNull(connectSessions.completedAt),
        gt(connectSessions.expiresAt, now),
        lt(connectSessions.attempts, MAX_ATTEMPTS),
      ),
    );
  return meta.changes > 0;
}

/** Notes which connection a session is about, and when it was made. */
export async function noteConnection(
  db: Database,
  id: Id<"connectSession">,
  { connectionId, completedAt }: Pick<ConnectSessionRow, "connectionId" | "completedAt">,
): Promise<void> {
  await db.orm.update(connectSessions).set({ connectionId, completedAt }).where(eq(connectSessions.id, id));
}

export async function deleteConnectSession(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"connectSession">,
): Promise<boolean> {
  const rows = await db.orm
    .delete(connectSessions)
    .where(and(eq(connectSessions.id, id), eq(connectSessions.organizationId, organizationId)))
    .returning({ id: connectSessions.id });
  return rows.length > 0;
}

/** Forgets sessions that ended before a time. */
export async function purgeConnectSessions(db: Database, before: number): Promise<number> {
  const { meta } = await db.orm.delete(connectSessions).where(lte(connectSessions.expiresAt, before));
  return meta.changes;
}
