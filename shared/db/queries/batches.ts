import { and, eq } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { JobStatus } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { batches } from "../schema/batches.ts";
import type { Guard } from "./jobs.ts";

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
