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

/**
 * Ends lapsed claims; the attempt that each made stays counted and is noted. A job that a receipt proves to have been sent
 * ends in no other way.
 * @returns those that it ended
 */
export async function releaseStale(
  { d1 }: Database,
  stale: readonly StaleOutcome[],
  more: readonly D1PreparedStatement[],
): Promise<ReadonlySet<Id<"job">>> {
  const values = stale.map((job) => [
    job.id,
    job.claimedAt,
    job.status,
    job.dueAt,
    job.waiting === null ? null : JSON.stringify(job.waiting),
    job.error === null ? null : JSON.stringify(job.error),
    job.attempt,
    job.finishedAt,
  ]);
  const statements = jsonLists(values).map((list) =>
    d1
      .prepare(
        `update jobs set status = row.value->>2, due_at = row.value->>3, waiting = row.value->>4,
           error = row.value->>5, attempt_log = json_insert(attempt_log, '$[#]', json(row.value->'$[6]')),
           finished_at = row.value->>7
         from json_each(?) as row
         where jobs.id = row.value->>0 and jobs.claimed_at = row.value->>1 and jobs.status = 'sending'
           and (jobs.external_id is null or row.value->>2 = 'succeeded')
         returning jobs.id as id`,
      )
      .bind(list),
  );
  if (statements.length === 0) {
    return new Set();
  }
  const results = await d1.batch<{ readonly id: Id<"job"> }>([...statements, ...more]);
  return new Set(
    results.slice(0, statements.length).flatMap(({ results: rows }) => rows.map(({ id }) => id)),
  );
}
