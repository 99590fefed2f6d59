import { and, asc, eq, isNotNull, lte, sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { type ConnectionFailure, connections, type TokenState } from "../schema/connections.ts";
import { type ConnectionRow, failuresWith } from "./connections.ts";

type Refreshed = Pick<ConnectionRow, "organizationId" | "id" | "generation" | "tokens">;

/** The same credentials and tokens as when the row was read: nobody reconnected or refreshed meanwhile. */
function asRead({ organizationId, id, generation, tokens }: Refreshed) {
  return and(
    eq(connections.organizationId, organizationId),
    eq(connections.id, id),
    eq(connections.generation, generation),
    sql`${connections.tokens}->>'version' = ${tokens?.version ?? 0}`,
  );
}

/** Stores that a refresh begins; false when somebody else changed the connection first. */
export async function beginRefresh(db: Database, row: Refreshed, tokens: TokenState): Promise<boolean> {
  const rows = await db.orm
    .update(connections)
    .set({ tokens })
    .where(asRead(row))
    .returning({ id: connections.id });
  return rows.length > 0;
}

/** Stores what came of it, unless somebody reconnected meanwhile: then theirs stands. */
export async function endRefresh(
  db: Database,
  row: Refreshed,
  {
    failure,
    ...change
  }: Partial<Pick<ConnectionRow, "credentials" | "tokens" | "refreshDueAt" | "error" | "updatedAt">> & {
    /** Where it came to nothing. */
    readonly failure?: ConnectionFailure;
  },
): Promise<boolean> {
  const rows = await db.orm
    .update(connections)
    .set({ ...change, ...(failure === undefined ? {} : { failures: failuresWith(failure) }) })
    .where(asRead(row))
    .returning({ id: connections.id });
  return rows.length > 0;
}

/** Active connections whose tokens are to be refreshed by now, the longest due first; not those that must wait. */
export async function dueForRefresh(
  db: Database,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<ConnectionRow[]> {
  return await db.orm
    .select()
    .from(connections)
    .where(
      and(
        isNotNull(connections.refreshDueAt),
        lte(connections.refreshDueAt, now),
        eq(connections.status, "active"),
        sql`max(ifnull(${connections.tokens}->>'notBefore', 0), ifnull(${connections.tokens}->>'retryAt', 0)) <= ${now}`,
      ),
    )
    .orderBy(asc(connections.refreshDueAt))
    .limit(limit);
}
