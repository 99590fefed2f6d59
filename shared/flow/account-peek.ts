import type { Priority } from "../model/job.ts";
import { type AccountGrant, acquirePermits } from "./account-acquire.ts";
import type { AccountState } from "./account-state.ts";
import type { BucketLimits } from "./bucket-state.ts";

/** One call that somebody would like to make. */
export interface PeekAsk {
  /** Units that it costs in every window. */
  readonly cost: number;
  readonly limitClass?: string;
  /** The names of its keys. */
  readonly keys?: readonly string[];
  readonly priority: Priority;
}

/** What keeps a call from being made at this moment; `limitedBy` null: nothing of the account's. */
export interface Peeked extends Pick<AccountGrant, "limitedBy"> {
  /** ms until the account has room for one more such call; null when nobody knows. */
  readonly waitMs: number | null;
}

/** What an account would answer at `now` (ms since the epoch) to whoever asked for one permit; changes nothing. */
export function peekAccount(
  state: AccountState,
  { cost, limitClass, keys, priority }: PeekAsk,
  limits: BucketLimits,
  now: number,
): Peeked {
  const { limitedBy, waitMs } = acquirePermits(
    state,
    {
      limits,
      cost,
      priority,
      ...(limitClass === undefined ? {} : { limitClass }),
      ...(keys === undefined ? {} : { keys: [keys] }),
      leaseId: "peek",
      count: 1,
      useWithinMs: 0,
      leaseTtlMs: 0,
      probeTtlMs: 0,
    },
    now,
    () => 0,
  ).result;
  return { limitedBy, waitMs };
}
