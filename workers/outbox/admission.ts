import { type BucketLimits, limitsOf } from "../../shared/flow/bucket-state.ts";
import { UNKNOWN_WAIT_MS } from "../../shared/flow/deferral.ts";
import { inTime } from "../../shared/flow/lanes.ts";
import {
  acquireShared,
  appLimitsOf,
  type Limited,
  type SharedPermits,
} from "../../shared/gates/app-limits.ts";
import { callMs } from "../../shared/gates/call-times.ts";
import { bucketLimits, type CallClass, jobClassOf, limitKeysOf } from "../../shared/gates/limits.ts";
import type { BreakerAdmission } from "../../shared/gates/provider-breakers.ts";
import { noteRoundTrip, promptMs } from "../../shared/gates/round-trip.ts";
import type { Priority } from "../../shared/model/job.ts";
import type { Context } from "../context.ts";
import type { ReadyJob, WaitingJob } from "./gates.ts";

/** Jobs of one account that may be sent now, and what must be reported when they were. */
export interface PermittedGroup {
  readonly jobs: readonly ReadyJob[];
  /** Those whose permits can be used in time, as far as that can be told. */
  readonly inTime: readonly ReadyJob[];
  /** The names of each job's keys, where the provider limits by any. */
  readonly keys?: readonly (readonly string[])[];
  readonly limits: BucketLimits;
  readonly permits: SharedPermits;
  /** Whose permits they are. */
  readonly limited: Limited;
  readonly breaker: BreakerAdmission;
  /** When the permits were asked for, ms since the epoch: their times count from here. */
  readonly askedAt: number;
  /** When they had come: what was booked ahead begins so much later than this. */
  readonly grantedAt: number;
  /** No send begins later than this after `askedAt`; one that was booked ahead has its own time. */
  readonly useWithinMs: number;
}

/** The runtime opens six connections at once; a seventh send would leave later than its permit says. */
export const PARALLEL = 6;
/** A job whose permit could not be used asks for another after this. */
export const AGAIN_MS = 1_000;

/** A permit is used promptly or given back: for long windows within this time. */
const MAX_USE_WITHIN_MS = 5_000;
const MIN_USE_WITHIN_MS = 500;
/**
 * A batch takes along the permits of the next moments: a job that is told to come back comes late, by up to two seconds (whole
 * seconds of delay, a second until a batch is full), and its permit would be lost. High ones see further than what the others
 * can have taken.
 */
const AHEAD_MS: Readonly<Record<Priority, number>> = { high: 4_000, normal: 2_500, low: 2_500 };
/** Beyond the slowest call: a lease that is not reported by then lost its consumer. */
const LEASE_GRACE_MS = 5_000;

/** Asks each account's gate for as many permits as there are jobs, in one call; what it does not give waits. */
export async function admit(
  ready: readonly ReadyJob[],
  context: Context,
): Promise<{ readonly groups: PermittedGroup[]; readonly deferred: WaitingJob[] }> {
  const accounts = Map.groupBy(ready, (one) => {
    const { job, provider, credential } = one;
    const { cost, limitClass = "" } = classOf(one);
    return `${provider.id} ${credential.accountKey} ${appLimitsOf(provider, credential)?.key ?? ""} ${cost} ${job.priority} ${limitClass}`;
  });
  const results = await Promise.all([...accounts.values()].map((jobs) => admitGroup(jobs, context)));
  return {
    groups: results.flatMap(({ group }) => (group === null ? [] : [group])),
    deferred: results.flatMap(({ deferred }) => deferred),
  };
}

function classOf({ provider, action, job, credential, set }: ReadyJob): CallClass {
  const limitClass = set === undefined ? undefined : action.batch?.limitClass;
  return jobClassOf(provider, limitClass === undefined ? action : { ...action, limitClass }, {
    ...credential,
    action: job.action,
    input: job.input,
  });
}

async function admitGroup(
  jobs: readonly ReadyJob[],
  context: Context,
): Promise<{ readonly group: PermittedGroup | null; readonly deferred: WaitingJob[] }> {
  const [first] = jobs;
  if (first === undefined) {
    return { group: null, deferred: [] };
  }
  const { provider, credential } = first;
  const probeTtlMs = (provider.timeoutMs ?? 30_000) + LEASE_GRACE_MS;
  const breaker = await context.breakers.admit(provider.id, { count: jobs.length, probeTtlMs });
  if (breaker.allowed === 0) {
    const reason = `provider_${breaker.phase}`;
    const waitMs = breaker.retryAfterMs ?? UNKNOWN_WAIT_MS;
    return { group: null, deferred: jobs.map((ready) => waits(ready, "breaker", reason, waitMs)) };
  }
  const limits = bucketLimits(provider);
  const ofClass = classOf(first);
  const useWithinMs = useWithin(limitsOf(limits, ofClass.limitClass));
  const keys = keysOf(jobs);
  const askedAt = context.clock();
  const limited = { provider, accountKey: credential.accountKey, app: appLimitsOf(provider, credential) };
  const permits = await acquireShared(context.gates, limited, {
    limits,
    count: breaker.allowed,
    ...ofClass,
    ...(keys === null ? {} : { keys }),
    useWithinMs,
    aheadMs: AHEAD_MS[first.job.priority],
    owedAheadMs: AHEAD_MS.high,
    promptMs: promptMs(),
    leaseTtlMs: useWithinMs + probeTtlMs,
    probeTtlMs,
    priority: first.job.priority,
  });
  const grantedAt = context.clock();
  noteRoundTrip(grantedAt - askedAt);
  const { order = jobs.keys(), heldByKey = 0 } = permits;
  const inOrder = [...order].flatMap((index) => jobs[index] ?? []);
  const admitted = inOrder.slice(0, permits.permits);
  const refused = inOrder.slice(permits.permits);
  const held = refused.length - heldByKey;
  const named = keys === null ? {} : { keys: admitted.map((one) => keys[jobs.indexOf(one)] ?? []) };
  const holds = inTime(permits.startAfterMs, {
    lanes: PARALLEL,
    callMs: callMs(accountOf(limited)),
    useWithinMs,
    promptMs: permits.promptMs,
  });
  const gate = permits.limitedBy === "breaker" ? "breaker" : "limit";
  return {
    group:
      admitted.length === 0
        ? await giveBack(context, first, breaker)
        : {
            jobs: admitted,
            inTime: admitted.filter((_, index) => holds[index]),
            limits,
            limited,
            permits,
            breaker,
            askedAt,
            grantedAt,
            useWithinMs,
            ...named,
          },
    deferred: [
      // to claim them and to give them back would be two rows each
      ...admitted
        .filter((_, index) => !holds[index])
        .map((ready) => waits(ready, "limit", "permit_expired", AGAIN_MS)),
      ...refused.map((ready, index) =>
        waits(
          ready,
          gate,
          index >= held ? "key" : (permits.limitedBy ?? "limit"),
          permits.deferredMs[index] ?? permits.waitMs ?? UNKNOWN_WAIT_MS,
        ),
      ),
    ],
  };
}

/** A probe of the provider that the account could not use is another account's. */
async function giveBack(
  context: Context,
  { provider, credential }: ReadyJob,
  breaker: BreakerAdmission,
): Promise<null> {
  await context.breakers.report(provider.id, {
    admission: breaker,
    account: credential.accountKey,
    outcomes: [],
    unused: breaker.allowed,
    providerWaitMs: null,
  });
  return null;
}

/** The names of each job's keys; null where none has any. */
function keysOf(jobs: readonly ReadyJob[]): readonly (readonly string[])[] | null {
  const keys = jobs.map(({ provider, credential, job }) =>
    limitKeysOf(provider, { ...credential, action: job.action, input: job.input }),
  );
  return keys.some((names) => names.length > 0) ? keys : null;
}

/** Names an account among those of all providers. */
export function accountOf({ provider, accountKey }: Limited): string {
  return `${provider.id} ${accountKey}`;
}

/** Half of the shortest window: a permit reported within its window gives its room back in time. */
function useWithin({ windows, keyed = {} }: BucketLimits): number {
  const shortestMs = Math.min(
    ...[...windows, ...Object.values(keyed)].map(({ perSeconds }) => perSeconds * 1_000),
    Number.MAX_SAFE_INTEGER,
  );
  return Math.max(MIN_USE_WITHIN_MS, Math.min(MAX_USE_WITHIN_MS, shortestMs / 2));
}

function waits({ job }: ReadyJob, gate: WaitingJob["gate"], reason: string, waitMs: number): WaitingJob {
  return { job, gate, reason, waitMs };
}
