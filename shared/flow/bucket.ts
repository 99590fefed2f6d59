import { type Availability, availability, type LimitedBy } from "./availability.ts";
import { type BucketLimits, type BucketState, dropExpired, shareOf } from "./bucket-state.ts";
import { inFlight, type Lease } from "./lease.ts";
import { roomWithLeases } from "./leased-window.ts";
import { trackWindows, unitsPerPermit } from "./tracked-window.ts";

/**
 * The rate limiter of one provider account, as pure steps over JSON data.
 *
 * A consumer asks for permits in a block, sends some of them, and reports. A permit granted at g may be sent at any time up
 * to g + `useWithinMs`, never later, so until it is reported its time of sending is an interval. Each window counts it from
 * the start of the interval (it takes room at g) to the end (it gives room back as if it had been sent last); the report
 * replaces the end by the true time. Why no window is ever exceeded by times of sending: in any span, look at the permit
 * that was granted last of those sent in it. When it was granted, none of the others had left the window yet, because each
 * counts at its true time or later and the grant was no later than the span's end; so they were all counted, and the grant
 * was made only because all of them fitted together. A block that is never reported costs capacity, never a limit.
 *
 * A report that comes before its sends have left the window loses no capacity. A consumer that cannot report so soon asks for
 * a `useWithinMs` of at most 5 % of its shortest window (with burst, of the time in which the burst refills): then at least
 * 95 % stays usable with no report at all.
 */
export interface AcquireInput {
  readonly limits: BucketLimits;
  /** New for every block. */
  readonly leaseId: string;
  /** Permits wanted, at least 1. */
  readonly count: number;
  /** Units that each permit costs in every window; in-flight requests count one each whatever they cost. */
  readonly cost: number;
  /** The consumer sends within this of the moment at which it *called*, or not at all: so clocks need not agree. */
  readonly useWithinMs: number;
  /** When a block that was not reported stops counting as in flight: `useWithinMs` plus the request's time limit. */
  readonly leaseTtlMs: number;
}

export interface AcquireResult {
  /** 0 to `count`. */
  readonly permits: number;
  /** What kept `permits` below `count`; null when nothing did. */
  readonly limitedBy: LimitedBy | null;
  /**
   * ms until one more permit is to be had, if what is granted was sent when granted and is reported by then (where that
   * time has passed: by the end of its interval). 0 when all were granted; null when the cost exceeds a window for ever.
   */
  readonly retryAfterMs: number | null;
}

/**
 * Grants up to `count` permits in all windows together: what is refused takes nothing in any of them.
 * @param now ms since the epoch
 * @throws RangeError for a count below 1, a cost that is not positive, or a block that outlives its lease
 */
export function acquire(
  state: BucketState,
  input: AcquireInput,
  now: number,
): { readonly state: BucketState; readonly result: AcquireResult } {
  const { limits, leaseId, count, cost, useWithinMs, leaseTtlMs } = input;
  if (!(count >= 1 && cost > 0 && useWithinMs >= 0 && leaseTtlMs >= useWithinMs)) {
    throw new RangeError("acquire needs count >= 1, cost > 0 and 0 <= useWithinMs <= leaseTtlMs");
  }
  const live = dropExpired(state, limits, now);
  const before = availability(live, limits, cost, now);
  const permits = Math.min(Math.floor(count), before.permits);
  if (permits === 0) {
    return { state: live, result: refused(0, before) };
  }
  const lease: Lease = {
    id: leaseId,
    permits,
    cost,
    grantedAt: now,
    useBy: now + useWithinMs,
    expiresAt: now + leaseTtlMs,
  };
  const next = { ...live, leases: [...live.leases, lease] };
  const result =
    permits < Math.floor(count)
      ? refused(permits, availability(next, limits, cost, now))
      : { permits, limitedBy: null, retryAfterMs: 0 };
  return { state: next, result };
}

function refused(permits: number, { limitedBy, waitMs }: Availability): AcquireResult {
  return { permits, limitedBy, retryAfterMs: Number.isFinite(waitMs) ? waitMs : null };
}

/** The state in the words of `GET /v1/limits`. */
export interface BucketView {
  readonly windows: readonly {
    readonly limit: number;
    readonly perSeconds: number;
    readonly burst?: number;
    /** Permits of cost 1 that this window would grant now. */
    readonly available: number;
  }[];
  /** Requests that may be in flight. */
  readonly leased: number;
  /** ms since the epoch; null while not blocked. */
  readonly blockedUntil: number | null;
  /** The share of the configured rate in use after 429s, in (0, 1]. */
  readonly share: number;
}

/** What the bucket would grant at `now`, without granting it. */
export function inspect(state: BucketState, limits: BucketLimits, now: number): BucketView {
  const live = dropExpired(state, limits, now);
  const blocked = live.blockedUntil > now;
  const share = shareOf(live, limits, now);
  return {
    windows: trackWindows(limits.windows, live.windows, now).map((tracked) => {
      const room = roomWithLeases(tracked, { leases: live.leases, limits, share }, now);
      const available = Math.max(0, Math.floor(room / unitsPerPermit(tracked, 1, share)));
      return { ...tracked.window, available: blocked ? 0 : available };
    }),
    leased: inFlight(live.leases, now),
    blockedUntil: blocked ? live.blockedUntil : null,
    share,
  };
}
