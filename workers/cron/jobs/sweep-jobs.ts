import { SECOND_MS, toRfc3339 } from "../../../shared/clock.ts";
import { hasStatus } from "../../../shared/db/queries/job-evidence.ts";
import { releaseStale, type StaleOutcome } from "../../../shared/db/queries/job-recovery.ts";
import {
  dueJobs,
  lowWaterMark,
  postponeJobs,
  raiseLowWaterMark,
  straggling,
} from "../../../shared/db/queries/job-sweep.ts";
import { type LightJob, loadLightJobs } from "../../../shared/db/queries/light-jobs.ts";
import { dispatch } from "../../../shared/destinations/dispatch.ts";
import { tell } from "../../../shared/destinations/happenings.ts";
import { lowestId } from "../../../shared/ids.ts";
import type { Outcome } from "../../../shared/model/outcome.ts";
import { jobHappenings } from "../../../shared/outbox/happenings.ts";
import { delaySeconds, enqueue, QUEUE_AHEAD_MS } from "../../../shared/outbox/submit.ts";
import { keyUsedAt } from "../../../shared/policy/doubt.ts";
import { settle } from "../../../shared/policy/settlement.ts";
import type { Action } from "../../../shared/providers/action.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";

/** Jobs per run: each costs a row and a queue operation. */
const BUDGET = 2_000;
const PAGE = 200;

/**
 * Queues what is parked and due, what was committed and never queued or whose message was lost, and decides what
 * becomes of jobs whose sender died while sending.
 */
export async function sweepJobs(context: Context): Promise<number> {
  return (await sweepStragglers(context)) + (await sweepDue(context));
}

async function sweepDue(context: Context): Promise<number> {
  let count = 0;
  while (count < BUDGET) {
    const page = await dueJobs(context.db, { until: context.clock() + QUEUE_AHEAD_MS, limit: PAGE });
    await takeUp(page, context);
    count += page.length;
    if (page.length < PAGE) {
      break;
    }
  }
  return count;
}

/** Walks the jobs that are young enough to be neither final nor parked; behind the mark there are none. */
async function sweepStragglers(context: Context): Promise<number> {
  const before = lowestId("job", context.clock() - context.settings.JOB_SWEEP_SECONDS * SECOND_MS);
  let mark = await lowWaterMark(context.db);
  let count = 0;
  while (count < BUDGET) {
    const page = await straggling(context.db, { mark, before, limit: PAGE });
    await takeUp(page, context);
    count += page.length;
    if (page.length < PAGE) {
      mark = before;
      break;
    }
    mark = page.at(-1)?.id ?? before;
  }
  await raiseLowWaterMark(context.db, mark);
  return count;
}

/** Queues waiting jobs, keeping a time in their rows at which to look for them again, and recovers interrupted ones. */
async function takeUp(jobs: readonly LightJob[], context: Context): Promise<void> {
  const now = context.clock();
  const { JOB_SWEEP_SECONDS, JOB_LEASE_SECONDS } = context.settings;
  const waiting = jobs.filter(({ status }) => status !== "sending");
  const sending = jobs.filter(({ status }) => status === "sending");
  const lost = sending.filter(({ claimedAt }) => now - (claimedAt ?? 0) >= JOB_LEASE_SECONDS * SECOND_MS);
  const busy = sending.filter((job) => !lost.includes(job));
  await postponeJobs(
    context.db,
    waiting.map(({ id }) => id),
    now + QUEUE_AHEAD_MS + JOB_SWEEP_SECONDS * SECOND_MS,
  );
  await enqueue(
    context,
    waiting.map((job) => ({
      id: job.id,
      priority: job.priority,
      delaySeconds: delaySeconds(wantedAt(job), now),
    })),
  );
  await postponeJobs(
    context.db,
    busy.map(({ id }) => id),
    now + JOB_LEASE_SECONDS * SECOND_MS,
  );
  const ended = await endLost(lost, context);
  // a receipt named the others since they were read, or somebody took them over
  const left = lost.filter(({ id }) => !ended.has(id));
  if (left.length > 0) {
    const again = await loadLightJobs(
      context.db,
      left.map(({ id }) => id),
    );
    await endLost(
      again.filter(({ status, externalId }) => status === "sending" && externalId !== null),
      context,
    );
  }
  if (lost.length > 0) {
    context.log.warn("outbox.interrupted", { count: lost.length });
  }
}

/** Ends jobs whose sender died; returns those that it ended. */
async function endLost(lost: readonly LightJob[], context: Context): Promise<ReadonlySet<LightJob["id"]>> {
  const now = context.clock();
  const released = lost.map((job) => ({ job, outcome: interrupted(job, now) }));
  const told = await tell(
    released.flatMap(({ job, outcome }) => {
      const { attempts, externalId } = job;
      return jobHappenings(job, { ...outcome, attempts, externalId }, now).map((one) => ({
        ...one,
        guard: hasStatus(job, outcome.status),
      }));
    }),
    context,
  );
  const ended = await releaseStale(
    context.db,
    released.map(({ outcome }) => outcome),
    told.statements,
  );
  await dispatch(told.deliveries, context);
  return ended;
}

/** When a waiting job may go on: `dueAt` is later where it only says when to look for a message again. */
function wantedAt({ sendAt, dueAt, waiting }: LightJob): number {
  const until = typeof waiting?.until === "string" ? Date.parse(waiting.until) : 0;
  return Math.max(sendAt ?? 0, Math.min(dueAt ?? 0, until));
}

/** A receipt that named the job before its sender was missed is proof that the provider acted. */
function outcomeOf({ externalId }: LightJob, action: Action | undefined, message: string): Outcome {
  if (externalId !== null) {
    return { kind: "ok" };
  }
  return action?.idempotency === "key"
    ? { kind: "retry", code: "interrupted", message, retryAfterMs: 0 }
    : { kind: "uncertain", code: "interrupted", message };
}

/** A sender that died after the claim may have sent: the action's policy decides, as for a lost answer. */
function interrupted(job: LightJob, now: number): StaleOutcome {
  const action = findProvider(job.provider)?.actions?.[job.action];
  const message = "The sender stopped while sending; whether the provider acted is unknown.";
  const at = job.claimedAt ?? now;
  const next = settle(
    {
      attempts: job.attempts,
      maxAttempts: job.maxAttempts,
      keyUsedAt: keyUsedAt(job.attemptLog, job) ?? at,
    },
    action ?? { idempotency: "none", onUncertain: "hold" },
    outcomeOf(job, action, message),
    { now, random: Math.random },
  );
  return {
    id: job.id,
    claimedAt: at,
    status: next.status,
    dueAt: next.nextAttemptAt,
    waiting: next.waiting,
    error: next.error,
    attempt: {
      provider: job.provider,
      connectionId: job.connectionId,
      at: toRfc3339(at),
      outcome: "interrupted",
      httpStatus: null,
      durationMs: now - at,
      reason: "interrupted",
    },
    finishedAt: next.nextAttemptAt === null && next.status !== "uncertain" ? now : null,
  };
}
