import type { Id } from "../../ids.ts";
import type { JobError } from "../../model/job.ts";
import { NOT_PROCESSED } from "../../model/outcome.ts";
import { HARMLESS_OUTCOMES } from "../../policy/doubt.ts";
import type { Database } from "../client.ts";
import type { JobRow } from "./jobs.ts";

/** A job that waits to be looked for, because its try may have acted. */
const AWAITS_LOOKUP = `(coalesce(attempt_log->>'$[#-1].outcome' = 'uncertain', 0) or coalesce(waiting->>'reason' = 'lookup', 0))`;

const quoted = [...HARMLESS_OUTCOMES].map((outcome) => `'${outcome}'`).join();

/** Whether a try of a job may have acted: the opposite of `surelyDidNotAct`, over the column `attempt_log`. */
export const MAY_HAVE_ACTED = `exists (select 1 from json_each(attempt_log) as try
  where try.value->>'outcome' not in (${quoted})
    and not (try.value->>'outcome' = 'retry' and coalesce(try.value->>'httpStatus', 0) in (${[...NOT_PROCESSED].join()})))`;

const IN_DOUBT: JobError = {
  code: "canceled_in_doubt",
  message: "It was canceled and is not sent again. An earlier try may have acted.",
  retryable: false,
};

/** What cancelling makes of a job: of one that may have acted nobody can say that nothing was done. */
const ended = (now: string) => `
  status = case when external_id is not null then 'succeeded' when ${MAY_HAVE_ACTED} then 'uncertain' else 'canceled' end,
  error = case when external_id is not null then null when ${MAY_HAVE_ACTED} then '${JSON.stringify(IN_DOUBT)}' else error end,
  finished_at = case when external_id is null and ${MAY_HAVE_ACTED} then null else ${now} end,
  due_at = null, waiting = null`;

/** A job that was cancelled, and how it ended: `canceled` only where no try may have acted. */
export type CanceledJob = Pick<JobRow, "id" | "status">;

/** Cancels a job that is not being sent, has not ended and is not to be looked for; null when it is or has. */
export async function cancelJob(
  { d1 }: Database,
  organizationId: Id<"organization">,
  id: Id<"job">,
  now: number,
): Promise<CanceledJob | null> {
  return await d1
    .prepare(
      `update jobs set ${ended("?3")}
       where org_id = ?1 and id = ?2 and status in ('pending_approval', 'scheduled', 'queued') and not ${AWAITS_LOOKUP}
       returning id, status`,
    )
    .bind(organizationId, id, now)
    .first<CanceledJob>();
}

/** Cancels what of a batch is not being sent, has not ended and is not to be looked for. */
export async function cancelBatch(
  { d1 }: Database,
  organizationId: Id<"organization">,
  id: Id<"batch">,
  now: number,
): Promise<CanceledJob[]> {
  const [jobs] = await d1.batch<CanceledJob>([
    d1
      .prepare(
        `update jobs set ${ended("?3")}
         where batch_id = ?1 and org_id = ?2 and status in ('pending_approval', 'scheduled', 'queued')
           and not ${AWAITS_LOOKUP}
         returning id, status`,
      )
      .bind(id, organizationId, now),
    d1
      .prepare("update batches set canceled_at = coalesce(canceled_at, ?3) where id = ?1 and org_id = ?2")
      .bind(id, organizationId, now),
  ]);
  return jobs?.results ?? [];
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

/** Cancels jobs of cancelled batches that were being sent at that moment. What was redriven since stays. */
export async function cancelLate(
  { d1 }: Database,
  jobs: readonly Pick<JobRow, "organizationId" | "id" | "batchId">[],
  now: number,
): Promise<CanceledJob[]> {
  const { results } = await d1
    .prepare(
      `update jobs set ${ended("?2")}
       from json_each(?1) as row, batches
       where jobs.id = row.value->>0 and batches.org_id = row.value->>1 and batches.id = row.value->>2
         and batches.canceled_at >= jobs.claimed_at and jobs.status in ('queued', 'scheduled')
         and not ${AWAITS_LOOKUP}
       returning jobs.id as id, jobs.status as status`,
    )
    .bind(JSON.stringify(jobs.map(({ organizationId, id, batchId }) => [id, organizationId, batchId])), now)
    .all<CanceledJob>();
  return results;
}
