import { type LimitedBy, ROUNDING } from "./availability.ts";
import { type BucketLimits, type BucketState, concurrencyOf, shareOf } from "./bucket-state.ts";
import { type Outstanding, roomWithLeases, waitWithLeases } from "./leased-window.ts";
import { capacityOf, windowMs } from "./rate-window.ts";
import { type Tracked, trackWindows, unitsPerPermit } from "./tracked-window.ts";

/** Where no rate is known, a hundred a second ask again. */
const LEAST_SPACING_MS = 10;
/** What a request is taken to last where requests in flight bind: each frees its place for one who waits. */
const ASSUMED_REQUEST_MS = 500;

export interface SpacingInput {
  readonly limits: BucketLimits;
  /** Units that each permit costs. */
  readonly cost: number;
  /** What refused those who are to be spaced. */
  readonly limitedBy: LimitedBy | "breaker" | "key" | "priority";
}

/**
 * How far apart those who wait for permits had best ask, in ms: at the rate of the window that makes them wait longest, as
 * far as it is slowed down; when none does, at the fastest window's rate.
 * @param now ms since the epoch
 */
export function spacingMs(
  state: BucketState,
  { limits, cost, limitedBy }: SpacingInput,
  now: number,
): number {
  const share = shareOf(state, limits, now);
  const outstanding: Outstanding = { leases: state.leases, limits, share };
  const blockedMs = Math.max(0, state.blockedUntil - now);
  const [binding] = trackWindows(limits.windows, state.windows, now)
    .filter(({ window }) => cost <= capacityOf(window))
    .map((tracked) => paceOf(tracked, { cost, outstanding, blockedMs }, now))
    .toSorted((a, b) => b.waitMs - a.waitMs || a.everyMs - b.everyMs);
  const everyMs = binding?.everyMs ?? LEAST_SPACING_MS;
  switch (limitedBy) {
    case "concurrency":
      return Math.max(everyMs, ASSUMED_REQUEST_MS / concurrencyOf(state, limits));
    case "breaker":
    case "cost":
      return Math.max(everyMs, LEAST_SPACING_MS);
    case "blocked":
    case "key":
    case "priority":
    case "window":
      return everyMs;
  }
}

/** One window's wait for the next permit, beyond a block's, and its time per permit. */
function paceOf(
  tracked: Tracked,
  {
    cost,
    outstanding,
    blockedMs,
  }: { readonly cost: number; readonly outstanding: Outstanding; readonly blockedMs: number },
  now: number,
): { readonly waitMs: number; readonly everyMs: number } {
  const units = unitsPerPermit(tracked, cost, outstanding.share);
  const isFree = roomWithLeases(tracked, outstanding, now) >= units - ROUNDING;
  const waitMs = isFree ? 0 : waitWithLeases(tracked, { units, outstanding }, now);
  // spans are closed: without burst, a permit gives its room back one ms after the window's length
  const periodMs = windowMs(tracked.window) + (tracked.window.burst === undefined ? 1 : 0);
  return { waitMs: Math.max(waitMs, blockedMs), everyMs: (units * periodMs) / tracked.window.limit };
}
