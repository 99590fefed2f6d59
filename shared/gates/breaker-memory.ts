import type { BreakerAdmission } from "./breaker-messages.ts";

/** What an isolate remembers of one provider's breaker. All times in ms since the epoch. */
export interface BreakerMemory {
  /** The last verdict that holds for whoever asks. */
  verdict: { readonly admission: BreakerAdmission; readonly at: number; readonly until: number } | null;
  /** Successes that were not yet told. */
  saved: SavedSuccesses | null;
}

export interface SavedSuccesses {
  /** Of the calls' breaker: what another generation saved says nothing to this one. */
  readonly generation: number;
  readonly since: number;
  readonly count: number;
  readonly accounts: ReadonlySet<string>;
}

/** More accounts than this say nothing new of the provider. */
const ACCOUNTS_KEPT = 50;

/** The verdict for `count` calls, if it is known: all of them while closed, none while open. */
export function recall({ verdict }: BreakerMemory, count: number, now: number): BreakerAdmission | null {
  if (verdict === null || now < verdict.at || now >= verdict.until) {
    return null;
  }
  const { admission, at } = verdict;
  const { phase, retryAfterMs } = admission;
  return {
    ...admission,
    allowed: phase === "closed" ? count : 0,
    retryAfterMs: retryAfterMs === null ? null : Math.max(0, retryAfterMs - (now - at)),
    transitions: [],
  };
}

/** What is saved with some successes more. */
export function save(
  saved: SavedSuccesses | null,
  more: { readonly generation: number; readonly count: number; readonly account: string },
  now: number,
): SavedSuccesses {
  const same = saved !== null && saved.generation === more.generation ? saved : null;
  const accounts = new Set(same?.accounts);
  if (more.count > 0 && accounts.size < ACCOUNTS_KEPT) {
    accounts.add(more.account);
  }
  return {
    generation: more.generation,
    since: same?.since ?? now,
    count: (same?.count ?? 0) + more.count,
    accounts,
  };
}
