import { cancelLate, isAnyCanceled } from "../../shared/db/queries/batches.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import type { Context } from "../context.ts";

/**
 * Ends what was being sent when its batch was cancelled, and was given back or is to be tried again; returns the others.
 * One query where jobs of a batch were claimed before, and none for those that come for the first time.
 */
export async function endCanceled(
  jobs: readonly JobRow[],
  { db, clock, log }: Context,
): Promise<readonly JobRow[]> {
  const again = jobs.filter(({ batchId, claimedAt }) => batchId !== null && claimedAt !== null);
  if (again.length === 0 || !(await isAnyCanceled(db, again))) {
    return jobs;
  }
  const ended = new Set(await cancelLate(db, again, clock()));
  log.info("outbox.canceled_late", { count: ended.size });
  return jobs.filter(({ id }) => !ended.has(id));
}
