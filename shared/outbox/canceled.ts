import type { CanceledJob } from "../db/queries/job-cancels.ts";
import { loadLightJobs } from "../db/queries/light-jobs.ts";
import { type Telling, tellNow } from "../destinations/tell-now.ts";
import { jobHappenings } from "./happenings.ts";

/** Jobs told of in one transaction. */
const PAGE = 200;

/** Tells of cancelled jobs that nobody can say were not sent; who cancels knows of the others. */
export async function tellOfDoubts(canceled: readonly CanceledJob[], telling: Telling): Promise<void> {
  const ids = canceled.flatMap(({ id, status }) => (status === "canceled" ? [] : [id]));
  for (let start = 0; start < ids.length; start += PAGE) {
    const jobs = await loadLightJobs(telling.db, ids.slice(start, start + PAGE));
    await tellNow(
      jobs.flatMap((job) => jobHappenings(job, job, telling.clock())),
      telling,
    );
  }
}
