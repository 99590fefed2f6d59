import { type Doubted, doubtStatement, hasStatus } from "../../shared/db/queries/job-evidence.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import { dispatch } from "../../shared/destinations/dispatch.ts";
import { tell } from "../../shared/destinations/happenings.ts";
import { tellNow } from "../../shared/destinations/tell-now.ts";
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
  const known = jobs.map((job) => {
    const { attempts, externalId } = job;
    return externalId === null
      ? { job, ended: { status: "uncertain", attempts, error } as const }
      : { job, ended: { status: "succeeded", attempts, error: null, externalId } as const };
  });
  const told = await tell(
    known.flatMap(({ job, ended }) =>
      jobHappenings(job, ended, now).map((one) => ({
        ...one,
        guard: hasStatus({ id: job.id }, ended.status),
      })),
    ),
    context,
  );
  const ids = jobs.map(({ id }) => id);
  const [ended] = await context.db.d1.batch<Doubted>([
    doubtStatement(context.db, ids, { error, now }),
    ...told.statements,
  ]);
  await dispatch(told.deliveries, context);
  // named since they were read
  const proven = new Map(ended?.results.map((row) => [row.id, row.externalId]));
  await tellNow(
    known.flatMap(({ job, ended: { status, attempts } }) => {
      const externalId = proven.get(job.id) ?? null;
      const news = { status: "succeeded", attempts, error: null, externalId } as const;
      return status === "uncertain" && externalId !== null ? jobHappenings(job, news, now) : [];
    }),
    context,
  );
}
