import { and, eq } from "drizzle-orm";
import { DAY_MS } from "../../clock.ts";
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

/** The providers at which an organization has an application of its own. */
export async function providersWithOAuthApp(
  db: Database,
  organizationId: Id<"organization">,
): Promise<readonly string[]> {
  const rows = await db.orm
    .select({ provider: oauthApps.provider })
    .from(oauthApps)
    .where(eq(oauthApps.organizationId, organizationId));
  return rows.map(({ provider }) => provider);
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

/** What a connection says whose consent was begun and never ended. */
export const CONSENT_EXPIRED = {
  code: "consent_expired",
  message: "Nobody consented within ten minutes. Connect again.",
};

/** How long a state is known after its end, so that who comes late is told so. */
const LATE_MS = DAY_MS;

/** Has new connections say that nobody came back, and forgets who is a day late; returns how many those were. */
export async function purgeOAuthStates({ d1 }: Database, now: number): Promise<number> {
  const [, forgotten] = await d1.batch([
    d1
      .prepare(
        `update connections set error = ?2, updated_at = ?1
         where status = 'pending' and generation = 0 and error is null
           and (org_id, id) in (select org_id, connection_id from oauth_states
                                group by org_id, connection_id having max(expires_at) <= ?1)`,
      )
      .bind(now, JSON.stringify(CONSENT_EXPIRED)),
    d1.prepare("delete from oauth_states where expires_at <= ?1").bind(now - LATE_MS),
  ]);
  return forgotten?.meta.changes ?? 0;
}
