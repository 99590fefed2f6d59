import { and, desc, eq, getTableColumns, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { MessageStatus } from "../../model/effect.ts";
import type { JobStatus } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";
import { jobs } from "../schema/jobs.ts";
import { receipts } from "../schema/receipts.ts";

export type JobRow = typeof jobs.$inferSelect;
/** A job as it is first stored: the rest begins empty. */
export type NewJob = Omit<
  JobRow,
  "attempts" | "claimedAt" | "result" | "externalId" | "attemptLog" | "topic" | "essential"
> &
  Partial<Pick<JobRow, "topic" | "essential">>;
/** A job with what the provider said became of its message. */
export type JobWithDelivery = JobRow & { readonly deliveryStatus: MessageStatus | null };

const INSERT = `
insert into jobs (id, org_id, provider, action, connection_id, channel, address, category, input, metadata, priority,
  status, attempts, max_attempts, send_at, due_at, waiting, error, attempt_log, created_at, finished_at, topic, essential)
select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
  value->>10, value->>11, 0, value->>12, value->>13, value->>14, value->>15, value->>16, '[]', value->>17, value->>18, value->>19,
  coalesce(value->>20, 0)
from json_each(?) where true`;

/** Statements that store jobs; run them in one batch with whatever must commit together with them. */
export function insertJobs({ d1 }: Database, rows: readonly NewJob[]): D1PreparedStatement[] {
  const text = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const values = rows.map((job) => [
    job.id,
    job.organizationId,
    job.provider,
    job.action,
    job.connectionId,
    job.channel,
    job.address,
    job.category,
    JSON.stringify(job.input),
    text(job.metadata),
    job.priority,
    job.status,
    job.maxAttempts,
    job.sendAt,
    job.dueAt,
    text(job.waiting),
    text(job.error),
    job.createdAt,
    job.finishedAt,
    job.topic ?? null,
    job.essential === true ? 1 : 0,
  ]);
  return jsonLists(values).map((list) => d1.prepare(INSERT).bind(list));
}

const withDelivery = { ...getTableColumns(jobs), deliveryStatus: receipts.status };

const sameMessage = and(
  eq(receipts.organizationId, jobs.organizationId),
  eq(receipts.provider, jobs.provider),
  eq(receipts.externalId, jobs.externalId),
);

export async function findJob(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"job">,
): Promise<JobWithDelivery | null> {
  const rows = await db.orm
    .select(withDelivery)
    .from(jobs)
    .leftJoin(receipts, sameMessage)
    .where(and(eq(jobs.organizationId, organizationId), eq(jobs.id, id)))
    .limit(1);
  return rows[0] ?? null;
}

export interface JobFilter {
  readonly status?: JobStatus | undefined;
  readonly provider?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly connectionId?: Id<"connection"> | undefined;
}

/** Newest first; `before` is the last id of the page before. */
export async function listJobs(
  db: Database,
  organizationId: Id<"organization">,
  filter: JobFilter,
  page: { readonly limit: number; readonly before: string | null },
): Promise<JobWithDelivery[]> {
  return await db.orm
    .select(withDelivery)
    .from(jobs)
    .leftJoin(receipts, sameMessage)
    .where(
      and(
        eq(jobs.organizationId, organizationId),
        page.before === null ? undefined : lt(jobs.id, page.before as Id<"job">),
        matching(filter),
      ),
    )
    .orderBy(desc(jobs.id))
    .limit(page.limit);
}

/** Cancels a job that is not being sent and has not ended; false when it is or has. */
export async function cancelJob(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"job">,
  now: number,
): Promise<boolean> {
  const rows = await db.orm
    .update(jobs)
    .set({ status: "canceled", dueAt: null, waiting: null, finishedAt: now })
    .where(
      and(
        eq(jobs.organizationId, organizationId),
        eq(jobs.id, id),
        inArray(jobs.status, ["pending_approval", "scheduled", "queued"]),
      ),
    )
    .returning({ id: jobs.id });
  return rows.length > 0;
}

/** Statuses that a redrive takes up again. */
export const REDRIVABLE = ["failed", "dead", "uncertain", "blocked"] as const satisfies readonly JobStatus[];

/**
 * Puts up to `limit` ended jobs back, parked as due now, so that the sweep queues those whose message is lost.
 * Returns the jobs to queue.
 */
export async function redriveJobs(
  db: Database,
  organizationId: Id<"organization">,
  selection: {
    readonly filter: JobFilter & { readonly id?: Id<"job"> };
    readonly limit: number;
    readonly now: number;
  },
): Promise<Pick<JobRow, "id" | "priority">[]> {
  return await db.orm
    .update(jobs)
    .set({
      status: "queued",
      dueAt: selection.now,
      waiting: null,
      error: null,
      finishedAt: null,
      maxAttempts: sql`${jobs.attempts} + ${jobs.maxAttempts}`,
    })
    .where(sql`${jobs.id} in ${redrivable(organizationId, selection.filter, selection.limit)}`)
    .returning({ id: jobs.id, priority: jobs.priority });
}

/** How many jobs a redrive by this filter would take up, at most `limit`. */
export async function countRedrivable(
  db: Database,
  organizationId: Id<"organization">,
  { filter, limit }: { readonly filter: JobFilter; readonly limit: number },
): Promise<number> {
  const rows = await db.orm
    .select({ count: sql<number>`count(*)` })
    .from(sql`${redrivable(organizationId, filter, limit)}`);
  return rows[0]?.count ?? 0;
}

function redrivable(
  organizationId: Id<"organization">,
  filter: JobFilter & { readonly id?: Id<"job"> },
  limit: number,
): SQL {
  const chosen = and(
    eq(jobs.organizationId, organizationId),
    inArray(jobs.status, [...REDRIVABLE]),
    filter.id === undefined ? undefined : eq(jobs.id, filter.id),
    matching(filter),
  );
  return sql`(select ${jobs.id} from ${jobs} where ${chosen} order by ${jobs.id} limit ${limit})`;
}

function matching(filter: JobFilter): SQL | undefined {
  return and(
    filter.status === undefined ? undefined : eq(jobs.status, filter.status),
    filter.provider === undefined ? undefined : eq(jobs.provider, filter.provider),
    filter.channel === undefined ? undefined : eq(jobs.channel, filter.channel),
    filter.connectionId === undefined ? undefined : eq(jobs.connectionId, filter.connectionId),
  );
}
