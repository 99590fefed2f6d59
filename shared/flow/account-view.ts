import type { AccountState } from "./account-state.ts";
import { DEFAULT_BREAKER } from "./breaker-state.ts";
import { type BreakerView, viewBreaker } from "./breaker-view.ts";
import { type BucketView, inspect } from "./bucket.ts";
import { type BucketLimits, concurrencyOf } from "./bucket-state.ts";
import { usedUp } from "./lost-state.ts";
import { limitsInForce } from "./plan.ts";
import { waitingInAll } from "./precedence.ts";
import { viewUsage } from "./usage.ts";

/** An account in the words of `GET /v1/limits`. */
export interface AccountView extends BucketView {
  readonly breaker: BreakerView;
  /** About how many jobs were told to wait and whose time has not come. */
  readonly waiting: number;
  /** Requests that may be in flight at once; null: any number. */
  readonly concurrency: number | null;
  /** Limits that hold for each key apart, by name. */
  readonly keyed: NonNullable<BucketLimits["keyed"]>;
  /** Whether the limits are those of a plan that somebody stated. */
  readonly planned: boolean;
  /** Of the last day; null where nothing was called. */
  readonly usage: ReturnType<typeof viewUsage>;
}

/** What is to be said of an account at `now` (ms since the epoch); changes nothing. */
export function viewAccount(state: AccountState, documented: BucketLimits, now: number): AccountView {
  const limits = limitsInForce(state.plan, documented);
  const bucket = state.bucket ?? usedUp(limits, now);
  const concurrency = concurrencyOf(bucket, limits);
  return {
    ...inspect(bucket, limits, now),
    breaker: viewBreaker(state.breaker, { ...DEFAULT_BREAKER, ...state.settings }, now),
    waiting: Math.ceil(
      [state.queues, ...Object.values(state.classQueues ?? {})].reduce(
        (sum, queues) => sum + waitingInAll(queues, now),
        0,
      ),
    ),
    concurrency: Number.isFinite(concurrency) ? concurrency : null,
    keyed: limits.keyed ?? {},
    planned: state.plan !== null,
    usage: viewUsage(state.usage, now),
  };
}
