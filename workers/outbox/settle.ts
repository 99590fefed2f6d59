import { toRfc3339 } from "../../shared/clock.ts";
import type { SettledJob } from "../../shared/db/queries/job-sending.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import type { Attempt, Priority } from "../../shared/model/job.ts";
import { delaySeconds } from "../../shared/outbox/submit.ts";
import { keyUsedAt, logged, surelyDidNotAct } from "../../shared/policy/doubt.ts";
import { lookAgain } from "../../shared/policy/lookup.ts";
import { type Tried as PolicyTried, type Settlement, settle } from "../../shared/policy/settlement.ts";
import type { QueuedJob } from "../../shared/queue/job-queue.ts";
import type { Context } from "../context.ts";
import { MAX_MESSAGE_WAIT_MS } from "./defer.ts";
import type { ReadyJob } from "./gates.ts";
import type { Sent } from "./send-one.ts";

/** A tried job's new row. */
export function settledJob(
  { job, action }: ReadyJob,
  sent: Sent,
  { now, leaves, context }: { readonly now: number; readonly leaves: boolean; readonly context: Context },
): SettledJob {
  const attemptLog = logged(job.attemptLog, attemptOf(job, sent));
  const tried = { maxAttempts: job.maxAttempts, keyUsedAt: keyUsedAt(attemptLog, job) };
  const next =
    leaves || sent.singly === true
      ? untried(job, sent, now)
      : sent.call === "made" || sent.call === "shared"
        ? settle({ ...tried, attempts: job.attempts }, action, sent.outcome, { now, random: Math.random })
        : looked({ ...tried, attempts: job.attempts - 1 }, { action, sent, attemptLog, now });
  const sweepMs = context.settings.JOB_SWEEP_SECONDS * 1_000;
  return {
    id: job.id,
    claimedAt: job.claimedAt ?? 0,
    status: next.status,
    attempts: next.attempts,
    dueAt: next.nextAttemptAt === null ? null : dueAt(next.nextAttemptAt, now, sweepMs),
    waiting: next.waiting,
    error: next.error,
    result: sent.result?.result ?? null,
    externalId: sent.result?.externalId ?? null,
    attemptLog,
    finishedAt: next.nextAttemptAt === null && next.status !== "uncertain" ? now : null,
    // a set is made again as it was, or what its other jobs came to is never known
    unlessProven:
      !surelyDidNotAct(attemptLog) &&
      next.status !== "succeeded" &&
      (next.status !== "queued" || job.sendSet === null),
  };
}

/** The claim counted a try that was not made; what is still in doubt stays so, unless another look may tell. */
function looked(
  job: PolicyTried,
  {
    action,
    sent: { outcome, turnedAway },
    attemptLog,
    now,
  }: Pick<ReadyJob, "action"> & Pick<JobRow, "attemptLog"> & { readonly sent: Sent; readonly now: number },
): Settlement {
  const random = Math.random;
  const message = outcome.kind === "ok" ? "" : outcome.message;
  const again =
    turnedAway === undefined
      ? null
      : lookAgain(attemptLog, turnedAway, { attempts: job.attempts, message, now, random });
  return again ?? settle(job, { ...action, onUncertain: "hold" }, outcome, { now, random });
}

/** A job that is tried otherwise at once: the provider did nothing, so no attempt was spent. */
function untried(job: JobRow, { outcome }: Sent, now: number): Settlement {
  const reason = outcome.kind === "ok" ? "" : outcome.code;
  return {
    status: "queued",
    attempts: job.attempts - 1,
    nextAttemptAt: now,
    waiting: { gate: "retry", reason, until: toRfc3339(now) },
    error: null,
  };
}

/** The delayed message of a job that is tried again soon; a later try is a parked row. */
export function nextMessage(job: SettledJob, priority: Priority, now: number): QueuedJob[] {
  const until = job.waiting?.until;
  const at = until == null ? null : Date.parse(until);
  if (job.status !== "queued" || at === null || at - now > MAX_MESSAGE_WAIT_MS) {
    return [];
  }
  return [{ id: job.id, priority, delaySeconds: Math.max(1, delaySeconds(at, now)) }];
}

function dueAt(nextAttemptAt: number, now: number, sweepMs: number): number {
  return nextAttemptAt - now > MAX_MESSAGE_WAIT_MS ? nextAttemptAt : nextAttemptAt + sweepMs;
}

function attemptOf(
  { provider, connectionId }: JobRow,
  { outcome, answer, startedAt, durationMs }: Sent,
): Attempt {
  return {
    provider,
    connectionId,
    at: toRfc3339(startedAt),
    outcome: outcome.kind,
    httpStatus: answer?.status ?? null,
    durationMs,
    reason: outcome.kind === "ok" ? null : outcome.code,
  };
}
