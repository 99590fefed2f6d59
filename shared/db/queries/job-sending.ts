import { inArray, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Attempt, JobError, JobStatus, Waiting } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";
import { jobs } from "../schema/jobs.ts";
import type { JobRow } from "./jobs.ts";

export async function loadJobs(db: Database, ids: readonly Id<"job">[]): Promise<JobRow[]> {
  return await db.orm
    .select()
    .from(jobs)
    .where(sql`${jobs.id} in (select value from json_each(${JSON.stringify(ids)}))`);
}

/**
 * Of these jobs those that wait, oldest first, until they take `maxBytes` together; one whatever it takes. The input, and the
 * inputs of other ways, are all that may be large.
 */
export async function loadWaitingJobs(
  db: Database,
  ids: readonly Id<"job">[],
  maxBytes: number,
): Promise<JobRow[]> {
  return await db.orm
    .select()
    .from(jobs)
    .where(
      sql`${jobs.id} in (select id from (
        select id, row_number() over (order by id) as place,
          sum(octet_length(input) + coalesce(octet_length(fallbacks), 0)) over (order by id) as bytes
        from jobs where id in (select value from json_each(${JSON.stringify(ids)})) and status in ('queued', 'scheduled')
      ) where bytes <= ${maxBytes} or place = 1)`,
    );
}

export interface Claim {
  /** ms since the epoch */
  readonly now: number;
  readonly leaseMs: number;
  readonly agedBefore: number;
}

/** What a claim sets. */
export function claimed({ now, leaseMs, agedBefore }: Claim) {
  return {
    status: "sending" as const,
    attempts: sql`${jobs.attempts} + 1`,
    claimedAt: now,
    waiting: null,
    dueAt: sql`case when ${jobs.createdAt} < ${agedBefore} then ${now + leaseMs} end`,
  };
}

/** What may have changed since a job was loaded; what it would send has not, unless it was put on another way. */
export const CLAIMED_COLUMNS = {
  id: jobs.id,
  status: jobs.status,
  attempts: jobs.attempts,
  claimedAt: jobs.claimedAt,
  dueAt: jobs.dueAt,
  waiting: jobs.waiting,
  sendSet: jobs.sendSet,
  fallbackFrom: jobs.fallbackFrom,
  attemptLog: jobs.attemptLog,
  error: jobs.error,
  externalId: jobs.externalId,
};

export type ClaimedJob = Pick<JobRow, keyof typeof CLAIMED_COLUMNS>;

/**
 * Claims jobs for sending, atomically: of two consumers with the same job one gets it. A job older than `agedBefore` is
 * below the sweep's low-water mark, or soon will be, so its row says itself until when its sender may take.
 */
export async function claimJobs(
  db: Database,
  ids: readonly Id<"job">[],
  claim: Claim,
): Promise<ClaimedJob[]> {
  return await db.orm
    .update(jobs)
    // by itself it goes under its own key, whatever set it was in before
    .set({ ...claimed(claim), sendSet: null })
    .where(
      sql`${jobs.id} in (select value from json_each(${JSON.stringify(ids)})) and ${inArray(jobs.status, ["queued", "scheduled"])}`,
    )
    .returning(CLAIMED_COLUMNS);
}

/** The new state of a job that was claimed. */
export interface SettledJob {
  readonly id: Id<"job">;
  /** The claim that is settled: a job that was taken over meanwhile is left alone. */
  readonly claimedAt: number;
  readonly status: JobStatus;
  readonly attempts: number;
  readonly dueAt: number | null;
  readonly waiting: Waiting | null;
  readonly error: JobError | null;
  readonly result: unknown;
  readonly externalId: string | null;
  readonly attemptLog: readonly Attempt[];
  readonly finishedAt: number | null;
  /** A receipt that named the job since it was claimed proves otherwise: then it is left as it is. */
  readonly unlessProven: boolean;
}

/**
 * One row written per job, however many are settled.
 * @returns those that were: the others were taken over, or proven
 */
export async function settleJobs(
  { d1 }: Database,
  settled: readonly SettledJob[],
  more: readonly D1PreparedStatement[],
): Promise<ReadonlySet<Id<"job">>> {
  const text = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const values = settled.map((job) => [
    job.id,
    job.claimedAt,
    job.status,
    job.attempts,
    job.dueAt,
    text(job.waiting),
    text(job.error),
    text(job.result),
    job.externalId,
    JSON.stringify(job.attemptLog),
    job.finishedAt,
    job.unlessProven,
  ]);
  const statements = jsonLists(values).map((list) =>
    d1
      .prepare(
        `update jobs set status = row.value->>2, attempts = row.value->>3, due_at = row.value->>4,
           waiting = row.value->>5, error = row.value->>6, result = row.value->>7, external_id = coalesce(row.value->>8, external_id),
           attempt_log = row.value->>9, finished_at = row.value->>10
         from json_each(?) as row
         where jobs.id = row.value->>0 and jobs.claimed_at = row.value->>1 and jobs.status = 'sending'
           and not (row.value->>11 and jobs.external_id is not null)
         returning jobs.id as id`,
      )
      .bind(list),
  );
  if (statements.length === 0) {
    return new Set();
  }
  const results = await d1.batch<Pick<JobRow, "id">>([...statements, ...more]);
  return new Set(
    results.slice(0, statements.length).flatMap(({ results: rows }) => rows.map(({ id }) => id)),
  );
}

/** A job as it was judged: what somebody made of it who claimed it since stands. */
type Judged = Pick<JobRow, "id" | "claimedAt">;

/** Why and until when a job that was not claimed waits. */
export interface ParkedJob extends Judged {
  readonly dueAt: number | null;
  readonly waiting: Waiting;
}

/** Notes what jobs wait for; with `dueAt` they are parked and the sweep queues them when it is due. */
export async function parkJobs({ d1 }: Database, parked: readonly ParkedJob[]): Promise<void> {
  const rows = parked.map(({ id, claimedAt, dueAt, waiting }) => [
    id,
    dueAt,
    JSON.stringify(waiting),
    waiting.gate,
    claimedAt,
  ]);
  const statements = jsonLists(rows).map((list) =>
    d1
      .prepare(
        `update jobs set due_at = row.value->>1, waiting = row.value->>2,
           status = case when row.value->>3 in ('schedule', 'quiet_hours') then 'scheduled' else 'queued' end
         from json_each(?) as row
         where jobs.id = row.value->>0 and jobs.claimed_at is row.value->>4 and jobs.status in ('queued', 'scheduled')`,
      )
      .bind(list),
  );
  if (statements.length > 0) {
    await d1.batch(statements);
  }
}

/** Ends jobs that a gate refused for good before they were claimed. */
export async function blockJobs(
  { d1 }: Database,
  blocked: readonly (Judged & { readonly error: JobError })[],
  now: number,
): Promise<void> {
  if (blocked.length === 0) {
    return;
  }
  await d1
    .prepare(
      `update jobs set status = 'blocked', due_at = null, waiting = null, error = row.value->>1, finished_at = ?2
       from json_each(?1) as row
       where jobs.id = row.value->>0 and jobs.claimed_at is row.value->>2 and jobs.status in ('queued', 'scheduled')`,
    )
    .bind(
      JSON.stringify(blocked.map(({ id, claimedAt, error }) => [id, JSON.stringify(error), claimedAt])),
      now,
    )
    .run();
}

/** Gives claimed jobs back untried: the attempt that the claim counted was not made. Whoever claimed them since keeps them. */
export async function releaseJobs(
  { d1 }: Database,
  claims: readonly Pick<JobRow, "id" | "claimedAt">[],
): Promise<void> {
  await d1
    .prepare(
      `update jobs set status = 'queued', attempts = attempts - 1
       from json_each(?) as row
       where jobs.id = row.value->>0 and jobs.claimed_at = row.value->>1 and jobs.status = 'sending'`,
    )
    .bind(JSON.stringify(claims.map(({ id, claimedAt }) => [id, claimedAt])))
    .run();
}
