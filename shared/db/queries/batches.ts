import { and, eq } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { JobStatus } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { batches } from "../schema/batches.ts";
import { AWAITS_LOOKUP, type Guard, type JobRow } from "./jobs.ts";

export type BatchRow = typeof batches.$inferSelect;

/**
 * The statement that stores a batch; it commits with its jobs. One row.
 * @param guard what must hold in its transaction, or there is none
 */
export function insertBatch(
  { d1 }: Database,
  row: Omit<BatchRow, "canceledAt">,
  guard: Guard | null = null,
): D1PreparedStatement {
  return d1
    .prepare(
      `insert into batches (org_id, id, accepted, rejected, created_at)
       select ?, ?, ?, ?, ? where ${guard?.sql ?? "true"} on conflict do nothing`,
    )
    .bind(
      row.organizationId,
      row.id,
      row.accepted,
      JSON.stringify(row.rejected),
      row.createdAt,
      ...(guard?.values ?? []),
    );
}

export async function findBatch(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"batch">,
): Promise<BatchRow | null> {
  const rows = await db.orm
    .select()
    .from(batches)
    .where(and(eq(batches.organizationId, organizationId), eq(batches.id, id)))
    .limit(1);
  return rows[0] ?? null;
}

/** How many of a batch's jobs have each status; those that none has are left out. Reads the batch's jobs alone. */
export async function batchCounts(
  { d1 }: Database,
  organizationId: Id<"organization">,
  id: Id<"batch">,
): Promise<Partial<Record<JobStatus, number>>> {
  const { results } = await d1
    .prepare(
      `select status, count(*) as count from jobs indexed by jobs_by_batch
       where batch_id = ?1 and org_id = ?2 group by status`,
    )
    .bind(id, organizationId)
    .all<{ status: JobStatus; count: number }>();
  return Object.fromEntries(results.map(({ status, count }) => [status, count]));
}

/** Cancels what of a batch is not being sent and has not ended; returns how many jobs that were. */
export async function cancelBatch(
  { d1 }: Database,
  organizationId: Id<"organization">,
  id: Id<"batch">,
  now: number,
): Promise<number> {
  const [jobs] = await d1.batch([
    d1
      .prepare(
        `update jobs set status = 'canceled', due_at = null, waiting = null, finished_at = ?3
         where batch_id = ?1 and org_id = ?2 and status in ('pending_approval', 'scheduled', 'queued')
           and not ${AWAITS_LOOKUP}
         returning id`,
      )
      .bind(id, organizationId, now),
    d1
      .prepare("update batches set canceled_at = coalesce(canceled_at, ?3) where id = ?1 and org_id = ?2")
      .bind(id, organizationId, now),
  ]);
  return jobs?.results.length ?? 0;
}

/** Whether any of the batches of these jobs, of any organizations, was cancelled. */
export async function isAnyCanceled(
  { d1 }: Database,
  jobs: readonly Pick<JobRow, "organizationId" | "batchId">[],
): Promise<boolean> {
  const keys = new Set(jobs.map(({ organizationId, batchId }) => JSON.stringify([organizationId, batchId])));
  const found = await d1
    .prepare(
      `select 1 from json_each(?) as row, batches
       where batches.org_id = row.value->>0 and batches.id = row.value->>1 and batches.canceled_at is not null limit 1`,
    )
    .bind(`[${[...keys].join()}]`)
    .first();
  return found !== null;
}

/** Cancels jobs of cancelled batches that were being sent at that moment, and were not. What was redriven since stays. */
export async function cancelLate(
  { d1 }: Database,
  jobs: readonly Pick<JobRow, "organizationId" | "id" | "batchId">[],
  now: number,
): Promise<Id<"job">[]> {
  const { results } = await d1
    .prepare(
      `update jobs set status = 'canceled', due_at = null, waiting = null, finished_at = ?2
       from json_each(?1) as row, batches
       where jobs.id = row.value->>0 and batches.org_id = row.value->>1 and batches.id = row.value->>2
         and batches.canceled_at >= jobs.claimed_at and jobs.status in ('queued', 'scheduled')
         and not ${AWAITS_LOOKUP}
       returning jobs.id as id`,
    )
    .bind(JSON.stringify(jobs.map(({ organizationId, id, batchId }) => [id, organizationId, batchId])), now)
    .all<Pick<JobRow, "id">>();
  return results.map(({ id }) => id);
}
