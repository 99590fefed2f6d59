import { and, eq, gt, isNull, lt, lte, notExists, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { connectSessions } from "../schema/connect-sessions.ts";
import { connections } from "../schema/connections.ts";
import { organizations } from "../schema/organizations.ts";
import type { ConnectionRow } from "./connections.ts";

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

/**
 * Stores the connection that a session made and ends the session, both or neither: of forms that are sent at once the
 * first counts, and a link that was revoked meanwhile makes none.
 */
export async function connectOnce(
  db: Database,
  id: Id<"connectSession">,
  { row, now }: { readonly row: ConnectionRow; readonly now: number },
): Promise<void> {
  const made = db.orm
    .select({ id: connectSessions.id })
    .from(connectSessions)
    .where(and(eq(connectSessions.id, id), eq(connectSessions.connectionId, row.id)));
  await db.orm.batch([
    db.orm.insert(connections).values(row),
    db.orm
      .update(connectSessions)
      .set({ connectionId: row.id, completedAt: now })
      .where(and(eq(connectSessions.id, id), isNull(connectSessions.completedAt))),
    db.orm
      .delete(connections)
      .where(
        and(eq(connections.organizationId, row.organizationId), eq(connections.id, row.id), notExists(made)),
      ),
  ]);
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
