import { type BreakerSettings, type BreakerState, LOST_BREAKER, NEW_BREAKER } from "./breaker-state.ts";
import { type BucketState, NEW_BUCKET } from "./bucket-state.ts";
import type { PlanLimits } from "./plan.ts";
import { EMPTY_QUEUES, type Queues } from "./precedence.ts";
import type { Usage } from "./usage.ts";

/** Everything that is remembered of one provider account: plain data, which survives JSON unchanged. */
export interface AccountState {
  /** null: lost; taken as used up when it is next asked. */
  readonly bucket: BucketState | null;
  readonly breaker: BreakerState;
  /** The breaker's settings where they differ from the defaults, as last asked with. */
  readonly settings: Partial<BreakerSettings>;
  /** Of requests of no class. */
  readonly queues: Queues;
  /** Of each class of requests that was asked for. */
  readonly classQueues?: Readonly<Record<string, Queues>>;
  /** The limits of the account's plan, which stand for the documented ones; null: those. */
  readonly plan: PlanLimits | null;
  /** Left out until something was called. */
  readonly usage?: Usage;
}

/** An account that was never used. */
export const NEW_ACCOUNT: AccountState = {
  bucket: NEW_BUCKET,
  breaker: NEW_BREAKER,
  settings: {},
  queues: EMPTY_QUEUES,
  plan: null,
};

/** An account of which a state was kept that cannot be read. What a person isolated has to be isolated again. */
export const LOST_ACCOUNT: AccountState = { ...NEW_ACCOUNT, bucket: null, breaker: LOST_BREAKER };

/** Each class of requests has lines of its own: who waits for one keeps nobody from another. */
export function queuesOf({ queues, classQueues }: AccountState, limitClass: string | undefined): Queues {
  return limitClass === undefined ? queues : (classQueues?.[limitClass] ?? EMPTY_QUEUES);
}

/** The queues of a class of requests, to be laid over the state. */
export function withQueues(
  { classQueues }: AccountState,
  limitClass: string | undefined,
  queues: Queues,
): Pick<AccountState, "classQueues"> | Pick<AccountState, "queues"> {
  return limitClass === undefined ? { queues } : { classQueues: { ...classQueues, [limitClass]: queues } };
}
