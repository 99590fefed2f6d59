import { doubtStatement } from "../../shared/db/queries/job-evidence.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import { dispatch } from "../../shared/destinations/dispatch.ts";
import { tell } from "../../shared/destinations/happenings.ts";
import type { JobError } from "../../shared/model/job.ts";
import { jobHappenings } from "../../shared/outbox/happenings.ts";
import type { Context } from "../context.ts";

/**
 * Ends waiting jobs of which a try may have acted and that are not to be tried again: nobody knows, unless a receipt named
 * one.
 */
export async function leaveInDoubt(
  jobs: readonly JobRow[],
  error: JobError,
  context: Context,
): Promise<void> {
  const now = context.clock();
  const told = await tell(
    jobs.flatMap((job) => {
      const { attempts, externalId } = job;
      const ended =
        externalId === null
          ? ({ status: "uncertain", error } as const)
          : ({ status: "succeeded", error: null } as const);
      return jobHappenings(job, { ...ended, attempts, externalId }, now);
    }),
    context,
  );
  const ids = jobs.map(({ id }) => id);
  await context.db.d1.batch([doubtStatement(context.db, ids, { error, now }), ...told.statements]);
  await dispatch(told.deliveries, context);
}
