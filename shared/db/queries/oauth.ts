import { and, eq, lte } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { oauthApps, oauthStates } from "../schema/oauth.ts";

export type OAuthAppRow = typeof oauthApps.$inferSelect;
export type OAuthStateRow = typeof oauthStates.$inferSelect;

export async function putOAuthApp(db: Database, row: OAuthAppRow): Promise<void> {
  const { clientId, clientSecret, scopes, updatedAt } = row;
  await db.orm
    .insert(oauthApps)
    .values(row)
    .onConflictDoUpdate({
      target: [oauthApps.organizationId, oauthApps.provider],
      set: { clientId, clientSecret, scopes, updatedAt },
    });
}

export async function findOAuthApp(
  db: Database,
  organizationId: Id<"organization">,
  provider: string,
): Promise<OAuthAppRow | null> {
  const [row] = await db.orm
    .select()
    .from(oauthApps)
    .where(and(eq(oauthApps.organizationId, organizationId), eq(oauthApps.provider, provider)))
    .limit(1);
  return row ?? null;
}

export async function deleteOAuthApp(
  db: Database,
  organizationId: Id<"organization">,
  provider: string,
): Promise<boolean> {
  const rows = await db.orm
    .delete(oauthApps)
    .where(and(eq(oauthApps.organizationId, organizationId), eq(oauthApps.provider, provider)))
    .returning({ provider: oauthApps.provider });
  return rows.length > 0;
}

export async function insertOAuthState(db: Database, row: OAuthStateRow): Promise<void> {
  await db.orm.insert(oauthStates).values(row);
}

/** Takes a state out: whoever comes with it again finds none. */
export async function takeOAuthState(db: Database, stateHash: string): Promise<OAuthStateRow | null> {
  const [row] = await db.orm.delete(oauthStates).where(eq(oauthStates.stateHash, stateHash)).returning();
  return row ?? null;
}

/** Forgets people who never came back. */
export async function purgeOAuthStates(db: Database, now: number): Promise<number> {
  const rows = await db.orm
    .delete(oauthStates)
    .where(lte(oauthStates.expiresAt, now))
    .returning({ stateHash: oauthStates.stateHash });
  return rows.length;
}
