import { toRfc3339 } from "../../shared/clock.ts";
import { type ParkedJob, parkJobs } from "../../shared/db/queries/job-sending.ts";
import { delaySeconds, enqueue } from "../../shared/outbox/submit.ts";
import { statedWaiting } from "../../shared/policy/waiting.ts";
import type { Context } from "../context.ts";
import type { WaitingJob } from "./gates.ts";

/** A longer wait is a parked row, which costs nothing while it waits; a shorter one is one delayed message. */
export const MAX_MESSAGE_WAIT_MS = 60_000;
/** A wait for a limit that is shorter is not written down: whoever wants to see it asks the account. */
const UNSTATED_MS = 5_000;

/** Lets jobs wait: parked, or as one delayed message each. No attempt is spent. */
export async function defer(waiting: readonly WaitingJob[], context: Context): Promise<void> {
  const now = context.clock();
  const sweepMs = context.settings.JOB_SWEEP_SECONDS * 1_000;
  const parked: ParkedJob[] = [];
  for (const { job, gate, reason, waitMs } of waiting) {
    const until = now + waitMs;
    const isFresh = now - job.createdAt < sweepMs / 2;
    // what the row says, should it say anything, must not be something else
    const isBlank = statedWaiting(job, now) === null;
    if (waitMs > UNSTATED_MS || gate !== "limit" || !isFresh || !isBlank) {
      parked.push({
        id: job.id,
        claimedAt: job.claimedAt,
        // the row of a job with a message says when to look for it, should the message be lost
        dueAt: waitMs > MAX_MESSAGE_WAIT_MS ? until : until + sweepMs,
        waiting: { gate, reason, until: toRfc3339(until) },
      });
    }
  }
  await parkJobs(context.db, parked);
  await enqueue(
    context,
    waiting
      .filter(({ waitMs }) => waitMs <= MAX_MESSAGE_WAIT_MS)
      .map(({ job, waitMs }) => ({
        id: job.id,
        priority: job.priority,
        delaySeconds: Math.max(1, delaySeconds(now + waitMs, now)),
      })),
  );
}
