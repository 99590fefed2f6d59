import type { Id } from "../../ids.ts";
import type { Attempt, JobError, JobStatus, Waiting } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";

/** What becomes of a job whose sender died. */
export interface StaleOutcome {
  readonly id: Id<"job">;
  /** The claim that lapsed: a job that was settled or claimed anew meanwhile is left alone. */
  readonly claimedAt: number;
  readonly status: JobStatus;
  readonly dueAt: number | null;
  readonly waiting: Waiting | null;
  readonly error: JobError | null;
  readonly attempt: Attempt;
  readonly finishedAt: number | null;
}

/** Ends lapsed claims; the attempt that each made stays counted and is noted. */
export async function releaseStale(
  { d1 }: Database,
  stale: readonly StaleOutcome[],
  more: readonly D1PreparedStatement[],
): Promise<void> {
  const rows = stale.map((job) => [
    job.id,
    job.claimedAt,
    job.status,
    job.dueAt,
    job.waiting === null ? null : JSON.stringify(job.waiting),
    job.error === null ? null : JSON.stringify(job.error),
    job.attempt,
    job.finishedAt,
  ]);
  const statements = jsonLists(rows).map((list) =>
    d1
      .prepare(
        `update jobs set status = row.value->>2, due_at = row.value->>3, waiting = row.value->>4,
           error = row.value->>5, attempt_log = json_insert(attempt_log, '$[#]', json(row.value->'$[6]')),
           finished_at = row.value->>7
         from json_each(?) as row
         where jobs.id = row.value->>0 and jobs.claimed_at = row.value->>1 and jobs.status = 'sending'`,
      )
      .bind(list),
  );
  if (statements.length > 0) {
    await d1.batch([...statements, ...more]);
  }
}
