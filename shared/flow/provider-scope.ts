/**
 * Which accounts failed at a provider lately. One account's trouble (a bad plan, a region, its own limits) is its own
 * breaker's business: only when several fail together is it the provider that fails.
 */
export interface ProviderScope {
  /** Accounts that failed, with when they last did (ms since the epoch). */
  readonly failed: Readonly<Record<string, number>>;
}

export const NEW_SCOPE: ProviderScope = { failed: {} };

const WINDOW_MS = 60_000;
const ACCOUNTS_KEPT = 50;
/** From this many failing accounts on, failures count against the provider. */
const SEVERAL = 2;

/** Notes a failing account; `several` says whether the provider is to blame. @param now ms since the epoch */
export function noteFailure(
  scope: ProviderScope,
  account: string,
  now: number,
): { readonly scope: ProviderScope; readonly several: boolean } {
  const recent = Object.entries({ ...scope.failed, [account]: now })
    .filter(([, at]) => now - at < WINDOW_MS)
    .sort(([, a], [, b]) => b - a)
    .slice(0, ACCOUNTS_KEPT);
  return { scope: { failed: Object.fromEntries(recent) }, several: recent.length >= SEVERAL };
}
