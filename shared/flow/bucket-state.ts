import type { KeyedWindow, KeyUses } from "./keyed-window.ts";
import type { Lease } from "./lease.ts";
import { FULL_PACE, type Pace, shareAt } from "./pace.ts";
import { countsIn, type RateWindow, windowMs } from "./rate-window.ts";
import {
  chargeWindow,
  forgetPast,
  type Tracked,
  type TrackedWindow,
  trackWindows,
  unitsPerPermit,
} from "./tracked-window.ts";

/** What is configured for one provider account. */
export interface BucketLimits {
  readonly windows: readonly RateWindow[];
  /** Requests in flight at once; absent: any number. */
  readonly concurrency?: number;
  /** Limits that hold for each key of a request apart, by name. */
  readonly keyed?: Readonly<Record<string, KeyedWindow>>;
  /** How much later than reported a request may reach the provider; held on top of every window. Default 0. */
  readonly marginMs?: number;
}

/** The limits that a request of this class, or of none, has to keep. */
export function limitsOf(limits: BucketLimits, requestClass: string | undefined): BucketLimits {
  return { ...limits, windows: limits.windows.filter((window) => countsIn(window, requestClass)) };
}

/** What is remembered of it: plain data, which survives JSON unchanged. */
export interface BucketState {
  readonly windows: readonly TrackedWindow[];
  readonly leases: readonly Lease[];
  /** ms since the epoch; nothing is granted before it. */
  readonly blockedUntil: number;
  readonly pace: Pace;
  /** Fewer requests in flight than configured, as the provider's answers gave it. */
  readonly learnedConcurrency?: number;
  /** Left out until a request with keys was granted. */
  readonly keys?: KeyUses;
}

/** An account that was never used. */
export const NEW_BUCKET: BucketState = { windows: [], leases: [], blockedUntil: 0, pace: FULL_PACE };

/** Permits sent (or taken to be sent) at one moment. */
export interface Sent {
  readonly permits: number;
  readonly cost: number;
  /** ms since the epoch. */
  readonly at: number;
  /** The requests' class. */
  readonly class?: string;
}

const LONGEST_CLEAN_WINDOW_MS = 60_000;

/** The length of a clean window: the shortest one, a minute at most. */
export function cleanWindowMs(limits: BucketLimits): number {
  return Math.min(LONGEST_CLEAN_WINDOW_MS, ...limits.windows.map(windowMs));
}

/** Requests that may be in flight at once; Infinity: any number. */
export function concurrencyOf({ learnedConcurrency }: BucketState, { concurrency }: BucketLimits): number {
  return Math.min(concurrency ?? Number.POSITIVE_INFINITY, learnedConcurrency ?? Number.POSITIVE_INFINITY);
}

export function shareOf(state: BucketState, limits: BucketLimits, now: number): number {
  return shareAt(state.pace, cleanWindowMs(limits), now);
}

export function chargeSent(tracked: Tracked, sent: readonly Sent[], share: number): Tracked {
  const counted = sent.filter((one) => countsIn(tracked.window, one.class));
  return counted.reduce(({ window, state }, { permits, cost, at }) => {
    const units = permits * unitsPerPermit({ window, state }, cost, share);
    return { window, state: chargeWindow({ window, state }, units, at) };
  }, tracked);
}

/** Every window charged with what was sent. */
export function chargeWindows(
  state: BucketState,
  { limits, sent }: { readonly limits: BucketLimits; readonly sent: readonly Sent[] },
  now: number,
): readonly TrackedWindow[] {
  const share = shareOf(state, limits, now);
  return trackWindows(limits.windows, state.windows, now).map((tracked) =>
    forgetPast(chargeSent(tracked, sent, share).state, now),
  );
}

/** Leases that expired unreported are charged as sent at the last moment they allowed, and dropped. */
export function dropExpired(state: BucketState, limits: BucketLimits, now: number): BucketState {
  const margin = limits.marginMs ?? 0;
  const expired = state.leases.filter((lease) => lease.expiresAt <= now);
  const sent = expired.map((lease) => ({ ...lease, at: lease.useBy + margin }));
  return {
    ...state,
    windows: chargeWindows(state, { limits, sent }, now),
    leases: expired.length === 0 ? state.leases : state.leases.filter((lease) => lease.expiresAt > now),
  };
}
