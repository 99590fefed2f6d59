import { type BucketLimits, type BucketState, concurrencyOf, shareOf } from "./bucket-state.ts";
import { inFlight } from "./lease.ts";
import { type Outstanding, roomWithLeases, waitWithLeases } from "./leased-window.ts";
import { capacityOf } from "./rate-window.ts";
import { type Tracked, trackWindows, unitsPerPermit } from "./tracked-window.ts";

/** Why no more permits are granted: a 429's block, requests in flight, a window, or a cost that no window can hold. */
export type LimitedBy = "blocked" | "concurrency" | "window" | "cost";

/** What one constraint, or all of them together, would grant now. */
export interface Availability {
  readonly limitedBy: LimitedBy;
  readonly permits: number;
  /** ms until there is one; 0 while there is; Infinity for never. */
  readonly waitMs: number;
}

/** Bounds the state; each lease is a block, so this is far above what 250 concurrent consumers hold. */
const MAX_LEASES = 512;
/** Nobody knows when a request in flight will end: asked again after this, or when the first lease expires. */
const CONCURRENCY_RETRY_MS = 1_000;
/** Shares of the rate are fractions: three permits of a third each still fit one. */
export const ROUNDING = 1e-9;

/** Permits of `cost` that could be granted at `now`, and what is in the way of more. */
export function availability(
  state: BucketState,
  limits: BucketLimits,
  cost: number,
  now: number,
): Availability {
  const share = shareOf(state, limits, now);
  const outstanding: Outstanding = { leases: state.leases, limits, share };
  const constraints = [
    byBlock(state, now),
    byConcurrency(state, limits, now),
    ...trackWindows(limits.windows, state.windows, now).map((tracked) =>
      byWindow(tracked, { cost, outstanding }, now),
    ),
  ];
  const tightest = constraints.reduce((a, b) => (isTighter(b, a) ? b : a));
  return { ...tightest, waitMs: Math.max(...constraints.map(({ waitMs }) => waitMs)) };
}

function isTighter(a: Availability, b: Availability): boolean {
  return a.permits < b.permits || (a.permits === b.permits && a.waitMs > b.waitMs);
}

function byBlock(state: BucketState, now: number): Availability {
  const waitMs = Math.max(0, state.blockedUntil - now);
  return { limitedBy: "blocked", permits: waitMs > 0 ? 0 : Number.POSITIVE_INFINITY, waitMs };
}

function byConcurrency(state: BucketState, limits: BucketLimits, now: number): Availability {
  const { leases } = state;
  const free = concurrencyOf(state, limits) - inFlight(leases, now);
  const permits = leases.length >= MAX_LEASES ? 0 : Math.max(0, free);
  const expiry = Math.min(...leases.map((lease) => lease.expiresAt)) - now;
  const waitMs = permits > 0 ? 0 : Math.max(1, Math.min(CONCURRENCY_RETRY_MS, expiry));
  return { limitedBy: "concurrency", permits, waitMs };
}

function byWindow(
  tracked: Tracked,
  { cost, outstanding }: { readonly cost: number; readonly outstanding: Outstanding },
  now: number,
): Availability {
  if (cost > capacityOf(tracked.window)) {
    return { limitedBy: "cost", permits: 0, waitMs: Number.POSITIVE_INFINITY };
  }
  const units = unitsPerPermit(tracked, cost, outstanding.share);
  const room = roomWithLeases(tracked, outstanding, now);
  const permits = Math.max(0, Math.floor(room / units + ROUNDING));
  const waitMs = permits > 0 ? 0 : waitWithLeases(tracked, { units, outstanding }, now);
  return { limitedBy: "window", permits, waitMs };
}
