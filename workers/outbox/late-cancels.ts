import { cancelLate, isAnyCanceled } from "../../shared/db/queries/job-cancels.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import { tellOfDoubts } from "../../shared/outbox/canceled.ts";
import type { Context } from "../context.ts";

/**
 * Ends what was being sent when its batch was cancelled, and was given back or is to be tried again; returns the others.
 * One query where jobs of a batch were claimed before, and none for those that come for the first time.
 */
export async function endCanceled(jobs: readonly JobRow[], context: Context): Promise<readonly JobRow[]> {
  const { db, clock, log } = context;
  const again = jobs.filter(({ batchId, claimedAt }) => batchId !== null && claimedAt !== null);
  if (again.length === 0 || !(await isAnyCanceled(db, again))) {
    return jobs;
  }
  const canceled = await cancelLate(db, again, clock());
  await tellOfDoubts(canceled, context);
  const ended = new Set(canceled.map(({ id }) => id));
  log.info("outbox.canceled_late", { count: ended.size });
  return jobs.filter(({ id }) => !ended.has(id));
}
