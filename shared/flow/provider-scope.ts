import type { Outcome } from "./breaker-state.ts";

/** An account that called the provider lately. */
interface AccountMark {
  readonly account: string;
  /** Its last outcome that counts, ms since the epoch. */
  readonly at: number;
  /** Whether that was a failure. */
  readonly failing: boolean;
}

/** What tells one account's trouble (a bad plan, a region, its own proxy) from the provider's. */
export interface ProviderScope {
  /** Latest last. */
  readonly accounts: readonly AccountMark[];
  /** Failures since anybody's last success that nobody blames the provider for yet. */
  readonly withheld: number;
}

export const NEW_SCOPE: ProviderScope = { accounts: [], withheld: 0 };

const WINDOW_MS = 60_000;
const ACCOUNTS_KEPT = 50;
/** More than a breaker needs to open. */
const MOST_WITHHELD = 20;

export interface ScopedReport {
  readonly account: string;
  /** In the order in which the calls ended. */
  readonly outcomes: readonly Outcome[];
  /** Accounts that had successes before these calls. */
  readonly succeeded: readonly string[];
}

/**
 * What of a report the provider answers for. Its failures are withheld, as neutral, until several accounts are failing: until
 * the last outcome of three accounts of the last minute was a failure (of two, where no more than two were active). Then they
 * count, with those withheld since anybody's last success. So one account's failures alone, however many, stop no other
 * account; its own breaker is there for them.
 * @param now ms since the epoch
 */
export function weighByAccount(
  scope: ProviderScope,
  { account, outcomes, succeeded }: ScopedReport,
  now: number,
): { readonly scope: ProviderScope; readonly outcomes: readonly Outcome[] } {
  let accounts = scope.accounts.filter(({ at }) => now - at < WINDOW_MS);
  let withheld = accounts.some(({ failing }) => failing) ? scope.withheld : 0;
  for (const each of succeeded) {
    accounts = mark(accounts, { account: each, at: now, failing: false });
    withheld = 0;
  }
  const weighed: Outcome[] = [];
  for (const outcome of outcomes) {
    if (outcome === "success") {
      accounts = mark(accounts, { account, at: now, failing: false });
      withheld = 0;
    } else if (outcome === "failure") {
      accounts = mark(accounts, { account, at: now, failing: true });
      if (!isProviderFailing(accounts)) {
        withheld = Math.min(MOST_WITHHELD, withheld + 1);
        weighed.push("neutral");
        continue;
      }
      weighed.push(...Array.from({ length: withheld }, () => outcome));
      withheld = 0;
    }
    weighed.push(outcome);
  }
  return { scope: { accounts, withheld }, outcomes: weighed };
}

function mark(accounts: readonly AccountMark[], marked: AccountMark): AccountMark[] {
  return [...accounts.filter(({ account }) => account !== marked.account), marked].slice(-ACCOUNTS_KEPT);
}

function isProviderFailing(accounts: readonly AccountMark[]): boolean {
  const failing = accounts.filter((each) => each.failing).length;
  return failing >= (accounts.length > 2 ? 3 : 2);
}
