import { and, eq } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { JobStatus } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { batches } from "../schema/batches.ts";
import { AWAITS_LOOKUP, type Guard } from "./jobs.ts";

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
