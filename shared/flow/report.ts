import {
  type BucketLimits,
  type BucketState,
  chargeWindows,
  cleanWindowMs,
  shareOf,
} from "./bucket-state.ts";
import { closeKeys, giveBackKeys, type ThrottledKey } from "./keyed-window.ts";
import { settleLease } from "./lease.ts";
import type { Outstanding } from "./leased-window.ts";
import { applyHint, type LimitHint, lowerTo } from "./limit-hint.ts";
import { slowDown } from "./pace.ts";
import { type Tracked, trackWindows } from "./tracked-window.ts";

/** What became of a block of permits, or of a part of it; what is left out stays leased. */
export interface ReportInput {
  readonly limits: BucketLimits;
  readonly leaseId: string;
  /** For every permit sent: ms from the call of `acquire` to the sending, by the consumer's own clock. */
  readonly sentAfterMs: readonly number[];
  /** Permits that were not sent and never will be: given back to every window at once. */
  readonly unused: number;
  /** The names of the keys of those unused, one for each permit. */
  readonly unusedKeys?: readonly string[];
  /** Keys of calls that were refused for their key's limit. */
  readonly throttledKeys?: readonly ThrottledKey[];
  /** The longest wait that a 429 asked for; null when there was none. */
  readonly throttledForMs: number | null;
  /** What the responses' headers say of the windows. */
  readonly hints: readonly LimitHint[];
}

export interface ReportResult {
  /** Permits settled; 0 for a lease that is unknown, because it has expired (and was charged as sent at the last moment). */
  readonly settled: number;
}

/**
 * Settles permits at their true times, gives back unused ones, and learns from throttling and headers, also when the lease
 * has expired.
 * @param now ms since the epoch
 * @throws RangeError when more is reported than the lease holds
 */
export function report(
  state: BucketState,
  input: ReportInput,
  now: number,
): { readonly state: BucketState; readonly result: ReportResult } {
  const { limits, leaseId, sentAfterMs, unused } = input;
  const granted = state.leases.filter(({ id }) => id === leaseId);
  const [lease] = granted;
  const reported = sentAfterMs.length + unused;
  if (
    unused < 0 ||
    (lease !== undefined && reported > granted.reduce((sum, { permits }) => sum + permits, 0))
  ) {
    throw new RangeError(`lease ${leaseId} cannot settle ${reported} permits, ${unused} of them unused`);
  }
  const settled =
    lease === undefined
      ? state
      : {
          ...state,
          leases: settleLease(state.leases, leaseId, reported),
          ...withoutKeys(state, limits, input.unusedKeys),
        };
  // the call began before the grant: counting from the grant never dates a sending too early
  const sent =
    lease === undefined
      ? []
      : sentAfterMs.map((afterMs) => ({
          permits: 1,
          cost: lease.cost,
          ...(lease.class === undefined ? {} : { class: lease.class }),
          at: Math.min(now, lease.grantedAt + Math.max(0, afterMs)) + (limits.marginMs ?? 0),
        }));
  const { keyed = {} } = limits;
  const { throttledKeys: throttled = [] } = input;
  const closed =
    throttled.length === 0 ? {} : { keys: closeKeys(settled.keys ?? {}, keyed, { throttled, now }) };
  const charged = { ...settled, ...closed, windows: chargeWindows(settled, { limits, sent }, now) };
  const hinted = learn(charged, { ...input, limitClass: lease?.class }, now);
  const next =
    input.throttledForMs === null
      ? hinted
      : throttle(hinted, { limits, forMs: input.throttledForMs, grantedAt: lease?.grantedAt ?? 0 }, now);
  return { state: next, result: { settled: lease === undefined ? 0 : reported } };
}

function withoutKeys(
  { keys }: BucketState,
  { keyed = {} }: BucketLimits,
  unused: readonly string[] | undefined,
): Pick<BucketState, "keys"> {
  return keys === undefined || unused === undefined ? {} : { keys: giveBackKeys(keys, keyed, unused) };
}

function outstandingOf(state: BucketState, limits: BucketLimits, now: number): Outstanding {
  return { leases: state.leases, limits, share: shareOf(state, limits, now) };
}

function withTracked(state: BucketState, tracked: readonly Tracked[]): BucketState {
  return { ...state, windows: tracked.map((each) => each.state) };
}

/** What answers say is said of their class's windows where it has any, unless the provider says it of the account; else of those. */
function learn(
  state: BucketState,
  { limits, hints, limitClass }: ReportInput & { readonly limitClass: string | undefined },
  now: number,
): BucketState {
  const outstanding = outstandingOf(state, limits, now);
  const tracked = trackWindows(limits.windows, state.windows, now);
  const ofClass = tracked.filter(({ window }) => limitClass !== undefined && window.class === limitClass);
  const ofAccount = tracked.filter(({ window }) => window.class === undefined);
  const taught = new Map<Tracked, Tracked>();
  for (const hint of hints) {
    const meant = ofClass.length > 0 && hint.ofAccount !== true ? ofClass : ofAccount;
    const next = applyHint(
      meant.map((each) => taught.get(each) ?? each),
      { hint, outstanding },
      now,
    );
    meant.forEach((each, index) => {
      taught.set(each, next[index] ?? each);
    });
  }
  const learnedConcurrency = hints.findLast(({ concurrency }) => concurrency !== undefined)?.concurrency;
  return {
    ...withTracked(
      state,
      tracked.map((each) => taught.get(each) ?? each),
    ),
    ...(learnedConcurrency === undefined ? {} : { learnedConcurrency }),
  };
}

/** A 429: nothing is granted before the time it names, and every window is empty until then. */
function throttle(
  state: BucketState,
  {
    limits,
    forMs,
    grantedAt,
  }: { readonly limits: BucketLimits; readonly forMs: number; readonly grantedAt: number },
  now: number,
): BucketState {
  const blockedUntil = Math.max(state.blockedUntil, now + forMs);
  const outstanding = outstandingOf(state, limits, now);
  const emptied = trackWindows(limits.windows, state.windows, now).map((tracked) => ({
    window: tracked.window,
    state: lowerTo(tracked, { left: 0, resetAt: blockedUntil, outstanding }, now),
  }));
  const pace = slowDown(state.pace, { grantedAt, blockedUntil, windowMs: cleanWindowMs(limits) }, now);
  return { ...withTracked(state, emptied), blockedUntil, pace };
}
