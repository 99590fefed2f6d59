/** How much of the configured rate is used, after throttling by the provider. */
export interface Pace {
  /** Share of the rate at `cleanSince`, in (0, 1]. */
  readonly share: number;
  /** When the last block by a 429 ended, ms since the epoch; 0 when there was none. */
  readonly cleanSince: number;
}

export const FULL_PACE: Pace = { share: 1, cleanSince: 0 };

const SLOWEST_SHARE = 1 / 16;
const REGAINED_PER_CLEAN_WINDOW = 0.1;

/** The share of the rate to use at `now`: a tenth of the full rate is regained per clean window. */
export function shareAt(pace: Pace, windowMs: number, now: number): number {
  const cleanWindows = Math.max(0, Math.floor((now - pace.cleanSince) / windowMs));
  return Math.min(1, pace.share + cleanWindows * REGAINED_PER_CLEAN_WINDOW);
}

/**
 * A 429 that blocks until `blockedUntil`. The first one only blocks; one to a permit granted after the last block, before
 * the pace was clean and full again, halves the share. The other 429s of the same burst change nothing.
 */
export function slowDown(
  pace: Pace,
  throttle: { readonly grantedAt: number; readonly blockedUntil: number; readonly windowMs: number },
  now: number,
): Pace {
  const share = shareAt(pace, throttle.windowMs, now);
  const unsettled = share < 1 || now < pace.cleanSince + throttle.windowMs;
  const repeated = throttle.grantedAt >= pace.cleanSince && unsettled;
  return {
    share: repeated ? Math.max(SLOWEST_SHARE, share / 2) : share,
    cleanSince: Math.max(pace.cleanSince, throttle.blockedUntil),
  };
}
