import { MINUTE_MS, toRfc3339 } from "../clock.ts";
import type { JobStatus, ShownWaiting, Waiting } from "../model/job.ts";

/** How often parked jobs and lost messages are looked for: the cron trigger. */
const SWEEP_EVERY_MS = MINUTE_MS;

/** What the clocks of two machines, and of the queue, may differ by. */
const SKEW_MS = 2_000;

/** Of a job's row, what tells what it waits for. Times in ms since the epoch. */
export interface WaitingRow {
  readonly status: JobStatus;
  readonly waiting: Waiting | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** What a job's row says that it waits for, as long as that holds; null: nothing, or its time has passed. */
export function statedWaiting({ status, waiting }: WaitingRow, now: number): Waiting | null {
  const isOver =
    status !== "pending_approval" && typeof waiting?.until === "string" && Date.parse(waiting.until) <= now;
  return isOver ? null : waiting;
}

/** Whether the time between two tries of a job, or before the provider is asked what one came to, has yet to pass. */
export function isBetweenTries(row: WaitingRow, now: number): boolean {
  return statedWaiting(row, now + SKEW_MS)?.gate === "retry";
}

/** Whether a job waits, and its row does not say for what: nobody has looked at it, or its wait was too short to be stored. */
export function waitsUnstated(row: WaitingRow, now: number): boolean {
  return (row.status === "queued" || row.status === "scheduled") && statedWaiting(row, now) === null;
}

/**
 * What a job waits for: what its row says, else what its account would refuse it for, else its turn in the queue, whose end
 * nobody knows; then `until` is when the sweep looks for it, should its message be lost.
 * @param row.refused what its account said when it was asked; null: nothing against it, or it was not asked
 * @param at.now ms since the epoch
 * @param at.sweepMs for how long a new job is left to its message, ms
 */
export function shownWaiting(
  row: WaitingRow & { readonly refused: Waiting | null },
  { now, sweepMs }: { readonly now: number; readonly sweepMs: number },
): ShownWaiting | null {
  if (!waitsUnstated(row, now)) {
    return statedWaiting(row, now);
  }
  const sweptAt = Math.max(now, row.dueAt ?? row.createdAt + sweepMs) + SWEEP_EVERY_MS;
  return row.refused ?? { gate: "queue", reason: "queued", until: toRfc3339(sweptAt) };
}
