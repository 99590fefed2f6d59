import { type BucketLimits, type BucketState, NEW_BUCKET } from "./bucket-state.ts";
import { capacityOf } from "./rate-window.ts";
import { chargeWindow, trackWindows } from "./tracked-window.ts";

/** Longer than a lease lasts: requests that were granted and forgotten have been sent and have ended by then. */
const LONGEST_LEASE_MS = 120_000;

/**
 * An account whose use is unknown, taken as if all of every window were sent as late as a forgotten permit may be: nothing is
 * granted until that has left the windows. Losing a state so costs one window of each, never a limit.
 * @param now ms since the epoch
 */
export function usedUp(limits: BucketLimits, now: number): BucketState {
  const sentAt = now + LONGEST_LEASE_MS;
  return {
    ...NEW_BUCKET,
    blockedUntil: sentAt,
    windows: trackWindows(limits.windows, [], now).map((tracked) =>
      chargeWindow(tracked, capacityOf(tracked.window), sentAt),
    ),
  };
}
