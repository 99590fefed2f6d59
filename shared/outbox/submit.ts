import { type Requested, requestApprovals } from "../approvals/request.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/client.ts";
import { type Guard, insertJobs, type NewJob } from "../db/queries/jobs.ts";
import type { Log } from "../log.ts";
import type { JobQueue, QueuedJob } from "../queue/job-queue.ts";

export interface OutboxStores {
  readonly db: Database;
  readonly jobQueue: JobQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** A job due within this time is queued with a delay; a later one stays a row until the sweep finds it due. */
export const QUEUE_AHEAD_MS = 90_000;

const NOTHING_ASKED: Requested = { statements: [], notices: [] };

/**
 * Stores jobs in one transaction, then queues those that are due: the transactional outbox. When the queue refuses, the
 * jobs are committed all the same and the sweep queues them. Those that need an approval are stored with their requests.
 * @param together statements that commit with the jobs or not at all
 * @param guard what must hold in that transaction, or no job is stored
 */
export async function submitJobs(
  stores: OutboxStores,
  rows: readonly NewJob[],
  together: readonly D1PreparedStatement[],
  guard: Guard | null = null,
): Promise<void> {
  const now = stores.clock();
  const stored = rows.map((job) => ({ ...job, dueAt: job.dueAt ?? dueAt(job, now) }));
  const waiting = rows.filter(({ status }) => status === "pending_approval");
  const { statements, notices } =
    waiting.length === 0 ? NOTHING_ASKED : await requestApprovals(waiting, stores, guard);
  await stores.db.d1.batch([
    ...insertJobs(stores.db, [...stored, ...notices], guard),
    ...statements,
    ...together,
  ]);
  await enqueue(
    stores,
    [...stored, ...notices]
      .filter((job) => job.dueAt === null && (job.status === "queued" || job.status === "scheduled"))
      .map(({ id, priority, sendAt }) => ({ id, priority, delaySeconds: delaySeconds(sendAt, now) })),
  );
}

/** Queues jobs whose rows are committed; a refusal is the sweep's to mend. */
export async function enqueue({ jobQueue, log }: OutboxStores, jobs: readonly QueuedJob[]): Promise<void> {
  try {
    await jobQueue.send(jobs);
  } catch (cause) {
    log.error("outbox.queue_refused", { count: jobs.length }, cause);
  }
}

/** Whole seconds until `at`, rounded up so that no message comes early; 0 when it is past or null. */
export function delaySeconds(at: number | null, now: number): number {
  return at === null ? 0 : Math.max(0, Math.ceil((at - now) / 1_000));
}

function dueAt({ sendAt, status }: NewJob, now: number): number | null {
  return status === "scheduled" && sendAt !== null && sendAt - now > QUEUE_AHEAD_MS ? sendAt : null;
}
