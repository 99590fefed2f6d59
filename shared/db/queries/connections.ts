import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import { failureCause } from "../../policy/failure-cause.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { type ConnectionFailure, connections } from "../schema/connections.ts";
import { cursors } from "../schema/cursors.ts";
import { toldOptOuts } from "../schema/opt-outs.ts";
import type { JobRow } from "./jobs.ts";

export type ConnectionRow = typeof connections.$inferSelect;
type ConnectionStatus = ConnectionRow["status"];

/** What choosing among connections needs of them: no credentials. */
export type CandidateConnection = Pick<ConnectionRow, "id" | "provider" | "status" | "config">;

export async function insertConnection(db: Database, row: ConnectionRow): Promise<void> {
  await db.orm.insert(connections).values(row);
}

export async function findConnection(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"connection">,
): Promise<ConnectionRow | null> {
  const rows = await db.orm.select().from(connections).where(isThe({ organizationId, id })).limit(1);
  return rows[0] ?? null;
}

/** The connections that jobs of any organizations name, each once and only within the job's own organization. */
export async function connectionsOfJobs(
  db: Database,
  jobs: readonly Pick<JobRow, "organizationId" | "connectionId">[],
): Promise<ConnectionRow[]> {
  const keys = jobs.flatMap(({ organizationId, connectionId }) =>
    connectionId === null ? [] : [[organizationId, connectionId]],
  );
  if (keys.length === 0) {
    return [];
  }
  return await db.orm
    .select()
    .from(connections)
    .where(
      sql`(${connections.organizationId}, ${connections.id}) in (select value->>0, value->>1 from json_each(${JSON.stringify(keys)}))`,
    );
}

/** Candidates that are read; more than one is ambiguous already, the rest only says how much so. */
export const MAX_CANDIDATES = 100;

/**
 * Connections through which jobs of these providers can go, now or when they are mended; active ones first.
 * @param agentId whose they are; null: the whole organization's
 */
export async function candidateConnections(
  db: Database,
  organizationId: Id<"organization">,
  { providers, agentId }: { readonly providers: readonly string[]; readonly agentId: string | null },
): Promise<CandidateConnection[]> {
  return await db.orm
    .select({
      id: connections.id,
      provider: connections.provider,
      status: connections.status,
      config: connections.config,
    })
    .from(connections)
    .where(
      and(
        eq(connections.organizationId, organizationId),
        inArray(connections.status, ["active", "needs_reauth", "error"]),
        inArray(connections.provider, [...providers]),
        agentId === null ? isNull(connections.agentId) : eq(connections.agentId, agentId),
      ),
    )
    .orderBy(sql`${connections.status} = 'active' desc`)
    .limit(MAX_CANDIDATES);
}

/** An organization's active connections of a provider, oldest first. */
export async function activeConnections(
  db: Database,
  { organizationId, provider }: Pick<ConnectionRow, "organizationId" | "provider">,
): Promise<ConnectionRow[]> {
  return await db.orm
    .select()
    .from(connections)
    .where(
      and(
        eq(connections.organizationId, organizationId),
        eq(connections.provider, provider),
        eq(connections.status, "active"),
      ),
    )
    .orderBy(asc(connections.id))
    .limit(MAX_CANDIDATES);
}

export interface ConnectionFilter {
  readonly provider?: string | undefined;
  readonly status?: ConnectionStatus | undefined;
}

/** Newest first; `before` is the last id of the page before. */
export async function listConnections(
  db: Database,
  organizationId: Id<"organization">,
  { provider, status }: ConnectionFilter,
  page: { readonly limit: number; readonly before: string | null },
): Promise<ConnectionRow[]> {
  return await db.orm
    .select()
    .from(connections)
    .where(
      and(
        eq(connections.organizationId, organizationId),
        isBefore(connections.id, page.before),
        provider === undefined ? undefined : eq(connections.provider, provider),
        status === undefined ? undefined : eq(connections.status, status),
      ),
    )
    .orderBy(desc(connections.id))
    .limit(page.limit);
}

export type ConnectionChange = Partial<
  Omit<ConnectionRow, "organizationId" | "id" | "provider" | "createdAt" | "updatedAt">
>;

/** The row after the change; null when it is gone, or its credentials were changed since it was read. */
export async function updateConnection(
  db: Database,
  row: Pick<ConnectionRow, "organizationId" | "id" | "generation">,
  change: ConnectionChange,
  now: number,
): Promise<ConnectionRow | null> {
  const rows = await db.orm
    .update(connections)
    .set({ ...change, updatedAt: now })
    .where(and(isThe(row), eq(connections.generation, row.generation)))
    .returning();
  return rows[0] ?? null;
}

/**
 * Notes that the provider no longer takes an active connection's credential: its jobs wait from now on. An answer to
 * credentials that were replaced meanwhile says nothing of the new ones. False when nothing changed.
 */
export async function markNeedsReauth(
  db: Database,
  row: Pick<ConnectionRow, "organizationId" | "id" | "generation">,
  { error, now }: { readonly error: NonNullable<ConnectionRow["error"]>; readonly now: number },
): Promise<boolean> {
  const rows = await db.orm
    .update(connections)
    .set({
      status: "needs_reauth",
      error,
      failures: failuresWith({ at: now, cause: failureCause(error.code), code: error.code }),
      updatedAt: now,
    })
    .where(and(isThe(row), eq(connections.generation, row.generation), eq(connections.status, "active")))
    .returning({ id: connections.id });
  return rows.length > 0;
}

const KEPT_FAILURES = 10;

/** The list of failures with one more. */
export function failuresWith(failure: ConnectionFailure) {
  return sql<readonly ConnectionFailure[]>`(select json_group_array(json(value)) from (
    select ${JSON.stringify(failure)} as value
    union all select value from json_each(coalesce(${connections.failures}, '[]')) limit ${KEPT_FAILURES}))`;
}

/** The same failure is noted once in this time: what fails with every call must not cost a row with every call. */
const SAME_FAILURE_MS = 900_000;

/** Notes that a call failed for a reason that lies in the connection, whose status stays. */
export async function noteFailure(
  db: Database,
  row: Pick<ConnectionRow, "organizationId" | "id" | "generation">,
  failure: ConnectionFailure,
): Promise<void> {
  const last = sql`json_extract(${connections.failures}, '$[0]')`;
  await db.orm
    .update(connections)
    .set({ failures: failuresWith(failure) })
    .where(
      and(
        isThe(row),
        eq(connections.generation, row.generation),
        sql`(${connections.failures} is null or ${last}->>'code' <> ${failure.code} or ${last}->>'at' < ${failure.at - SAME_FAILURE_MS})`,
      ),
    );
}

export async function deleteConnection(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"connection">,
): Promise<boolean> {
  const [deleted] = await db.orm.batch([
    db.orm.delete(connections).where(isThe({ organizationId, id })).returning({ id: connections.id }),
    db.orm
      .delete(cursors)
      .where(and(eq(cursors.organizationId, organizationId), eq(cursors.connectionId, id))),
    db.orm
      .delete(toldOptOuts)
      .where(and(eq(toldOptOuts.organizationId, organizationId), eq(toldOptOuts.connectionId, id))),
  ]);
  return deleted.length > 0;
}

/**
 * Makes the jobs due that wait at a gate for a connection whose state changed there, so that they are looked at again. Limit
 * and breaker are the account's: those of the organization's other connections of it, too.
 */
export async function wakeHeldJobs(
  { d1 }: Database,
  { organizationId, id }: Pick<ConnectionRow, "organizationId" | "id">,
  { gate, now }: { readonly gate: "connection" | "breaker" | "limit"; readonly now: number },
): Promise<void> {
  // the index holds parked jobs only, far fewer than the organization has
  await d1
    .prepare(
      `update jobs indexed by jobs_due set due_at = ?3, waiting = null
       where due_at > ?3 and org_id = ?1 and status in ('queued', 'scheduled') and waiting->>'gate' = ?4
         and (connection_id = ?2 or ?4 <> 'connection' and connection_id in (
           select sibling.id from connections as own join connections as sibling on sibling.org_id = own.org_id
             and sibling.provider = own.provider and sibling.account_key = own.account_key
           where own.org_id = ?1 and own.id = ?2))`,
    )
    .bind(organizationId, id, now, gate)
    .run();
}

function isThe({ organizationId, id }: Pick<ConnectionRow, "organizationId" | "id">) {
  return and(eq(connections.organizationId, organizationId), eq(connections.id, id));
}
