/** How much longer than what was seen a call is taken to be while none is that quick any more. */
const GROWTH = 1.1;
/** So that it grows from nothing, ms. */
const STEP_MS = 1;
/** Accounts that an isolate remembers; the one that was noted longest ago gives way. */
const MAX_ACCOUNTS = 500;

/** How long the quickest of this isolate's calls of each account took as of late, ms. */
const quickest = new Map<string, number>();

export function noteCall(account: string, durationMs: number): void {
  const known = quickest.get(account);
  quickest.delete(account);
  quickest.set(account, Math.min(durationMs, known === undefined ? durationMs : known * GROWTH + STEP_MS));
  const [oldest] = quickest.keys();
  if (quickest.size > MAX_ACCOUNTS && oldest !== undefined) {
    quickest.delete(oldest);
  }
}

/** What a call of the account takes at least, ms; 0 where this isolate remembers none. */
export function callMs(account: string): number {
  return quickest.get(account) ?? 0;
}
