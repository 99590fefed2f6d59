import { and, inArray, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Attempt, JobError, JobStatus } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { jobs } from "../schema/jobs.ts";
import type { Guard, JobRow } from "./jobs.ts";
import { LIGHT_COLUMNS, type LightJob } from "./light-jobs.ts";

/** Jobs that may have acted with nobody knowing yet; one that is being sent may end so. */
const OPEN = ["scheduled", "queued", "sending", "uncertain"] as const;

/** What waits to be sent again; of a set its jobs go together or not at all. */
const WAITS_ALONE = "status in ('queued', 'scheduled') and send_set is null";
const ENDS = `(status = 'uncertain' or (${WAITS_ALONE}))`;

/** Of jobs of any organizations, those whose outcome a receipt may tell. */
export async function openJobs(db: Database, ids: readonly Id<"job">[]): Promise<LightJob[]> {
  return ids.length === 0
    ? []
    : await db.orm
        .select(LIGHT_COLUMNS)
        .from(jobs)
        .where(
          and(
            sql`${jobs.id} in (select value from json_each(${JSON.stringify(ids)}))`,
            inArray(jobs.status, [...OPEN]),
          ),
        );
}

/** What a receipt proves of a job. */
export interface Evidence {
  readonly id: Id<"job">;
  /** The provider's id of what the job made. */
  readonly externalId: string;
  /** How the job's log tells of it, should it end a doubt. */
  readonly attempt: Attempt;
  /** ms since the epoch */
  readonly now: number;
}

/**
 * Ends a job's doubt: it has succeeded, also where it waited to be sent again. Of one that is yet to settle the id is noted,
 * so that it never ends in doubt. A job in any other state is left alone.
 */
export function proveStatement(
  { d1 }: Database,
  { id, externalId, attempt, now }: Evidence,
): D1PreparedStatement {
  return d1
    .prepare(
      `update jobs set external_id = ?2,
         attempt_log = case when ${ENDS} then json_insert(attempt_log, '$[#]', json(?3)) else attempt_log end,
         error = case when ${ENDS} then null else error end,
         waiting = case when ${ENDS} then null else waiting end,
         due_at = case when ${ENDS} then null else due_at end,
         finished_at = case when ${ENDS} then ?4 else finished_at end,
         status = case when ${ENDS} then 'succeeded' else status end
       where id = ?1 and (status = 'uncertain' or (status in ('scheduled', 'queued', 'sending') and external_id is null))`,
    )
    .bind(id, externalId, JSON.stringify(attempt), now);
}

/** Holds where just this evidence ended the job. */
export function endedBy({ id, attempt }: Pick<Evidence, "id" | "attempt">): Guard {
  return {
    sql: "exists (select 1 from jobs where id = ? and status = 'succeeded' and attempt_log->>'$[#-1].outcome' = ? and attempt_log->>'$[#-1].reason' = ?)",
    values: [id, attempt.outcome, attempt.reason],
  };
}

/** Holds where a job has this status, and where `claimedAt` is given, still by that claim. */
export function hasStatus(
  { id, claimedAt }: Pick<JobRow, "id"> & Partial<Pick<JobRow, "claimedAt">>,
  status: JobStatus,
): Guard {
  const ofClaim = claimedAt === undefined ? "" : " and claimed_at is ?";
  return {
    sql: `exists (select 1 from jobs where id = ? and status = ?${ofClaim})`,
    values: [id, status, ...(claimedAt === undefined ? [] : [claimedAt])],
  };
}

/** The ids that receipts named for jobs before these were settled. */
export async function provenIds(
  db: Database,
  ids: readonly Id<"job">[],
): Promise<ReadonlyMap<Id<"job">, string>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await db.orm
    .select({ id: jobs.id, externalId: jobs.externalId })
    .from(jobs)
    .where(sql`${jobs.id} in (select value from json_each(${JSON.stringify(ids)}))`);
  return new Map(
    rows.flatMap(({ id, externalId }) => (externalId === null ? [] : [[id, externalId] as const])),
  );
}

/** A job that was left in doubt, or has succeeded: then with the provider's id. */
export type Doubted = Pick<JobRow, "id" | "externalId">;

/**
 * The statement that leaves waiting jobs in doubt that are not sent again. Those that a receipt named have succeeded. It
 * returns what became of each.
 */
export function doubtStatement(
  { d1 }: Database,
  ids: readonly Id<"job">[],
  { error, now }: { readonly error: JobError; readonly now: number },
): D1PreparedStatement {
  return d1
    .prepare(
      `update jobs set status = case when external_id is null then 'uncertain' else 'succeeded' end,
         error = case when external_id is null then ?2 end, due_at = null, waiting = null,
         finished_at = case when external_id is null then null else ?3 end
       where id in (select value from json_each(?1)) and status in ('queued', 'scheduled')
       returning id, external_id as externalId`,
    )
    .bind(JSON.stringify(ids), JSON.stringify(error), now);
}
