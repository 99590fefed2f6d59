import { DAY_MS, HOUR_MS } from "../clock.ts";

/** What is learned of an endpoint's traffic; times in ms since the epoch. */
export interface Activity {
  readonly firstAt: number;
  readonly lastAt: number;
  /** The longest time without an event, in ms; a long one is forgotten bit by bit. */
  readonly longestGapMs: number;
  /** Checks at which events had come since the one before. */
  readonly lively: number;
  readonly checkedAt: number;
  /** Whether the silence is told of. */
  readonly isSilent: boolean;
}

/** The events since the last check; null where there were none. */
export interface Arrivals {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** A week holds a weekend: before it is over, a quiet Sunday would look like silence. */
const LEARNING_MS = 8 * DAY_MS;
const LEAST_LIVELY = 10;

/** An endpoint is silent after half as long again as it ever was, and an hour at least. */
const PATIENCE = 1.5;
const LEAST_SILENCE_MS = HOUR_MS;

/** What each lively check leaves of the longest gap: after a month of hourly ones half is forgotten. */
const MEMORY = 0.999;

/** What is known of an endpoint after another look; null where nothing ever came. */
export function learn(known: Activity | null, arrivals: Arrivals | null, now: number): Activity | null {
  if (arrivals === null) {
    return known === null
      ? null
      : { ...known, checkedAt: now, isSilent: known.isSilent || isSilent(known, now) };
  }
  if (known === null) {
    return { ...arrivals, longestGapMs: 0, lively: 1, checkedAt: now, isSilent: false };
  }
  const gapMs = Math.max(0, arrivals.firstAt - known.lastAt);
  return {
    firstAt: known.firstAt,
    lastAt: Math.max(known.lastAt, arrivals.lastAt),
    longestGapMs: Math.max(Math.round(known.longestGapMs * MEMORY), gapMs),
    lively: known.lively + 1,
    checkedAt: now,
    isSilent: false,
  };
}

/** What is known of an endpoint that was switched off and is on again: that nothing came meanwhile is no silence. */
export function resumed(known: Activity | null, now: number): Activity | null {
  return known === null ? null : { ...known, lastAt: now, checkedAt: now, isSilent: false };
}

/** Whether an endpoint that used to receive has stopped. */
function isSilent({ firstAt, lastAt, longestGapMs, lively }: Activity, now: number): boolean {
  const hasLearned = lastAt - firstAt >= LEARNING_MS && lively >= LEAST_LIVELY;
  return hasLearned && now - lastAt > Math.max(LEAST_SILENCE_MS, PATIENCE * longestGapMs);
}
