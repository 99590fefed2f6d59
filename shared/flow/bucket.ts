import { availability, type LimitedBy } from "./availability.ts";
import { type BucketLimits, type BucketState, dropExpired, limitsOf, shareOf } from "./bucket-state.ts";
import { KeyLine } from "./key-line.ts";
import { inFlight, type Lease } from "./lease.ts";
import { roomWithLeases } from "./leased-window.ts";
import { windowMs } from "./rate-window.ts";
import { trackWindows, unitsPerPermit } from "./tracked-window.ts";

const SLACK_SHARE = 0.01;
/** Moments that are looked at for the permits of one ask. */
const MAX_STEPS = 50;

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
 * A permit that is booked ahead is one that is granted at the moment at which it may first be sent, only known earlier: it was
 * granted because it fits at that moment beside all that is outstanding, and whoever asks meanwhile finds it counted. Those of
 * one ask are in one hand, which sends them in order, each at least as late as those before it: the time between two of them
 * never shrinks, so among themselves they count at the starts of their intervals, and only others must reckon with the ends.
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
  /** The requests' class: the windows of other classes are not theirs. */
  readonly limitClass?: string;
  /** For each request that wants a permit the names of its keys, at least `count`; left out where none has any. */
  readonly keys?: readonly (readonly string[])[];
  /** The consumer sends within this of the moment at which it *called*, or not at all: so clocks need not agree. */
  readonly useWithinMs: number;
  /** Permits that can be had within so many ms are granted too, to be sent from then on; 0 by default. */
  readonly aheadMs?: number;
  /**
   * How late a permit that was booked ahead may be used, at least; `useWithinMs` by default, and never more. One that follows
   * a late one of the same ask is as late as that one.
   */
  readonly promptMs?: number;
  /** When a block that was not reported stops counting as in flight: `useWithinMs` plus the request's time limit. */
  readonly leaseTtlMs: number;
}

export interface AcquireResult {
  /** 0 to `count`. */
  readonly permits: number;
  /** For each permit: ms from the grant before which it must not be sent; rising. */
  readonly startAfterMs: readonly number[];
  /** How late those may be used that were booked ahead; the others within `useWithinMs`. */
  readonly promptMs: number;
  /** What kept `permits` below `count`; null when nothing did. */
  readonly limitedBy: LimitedBy | "key" | null;
  /** Where there are keys: who of the ask has which permit, and who must wait for a key of theirs. */
  readonly line?: KeyLine;
  /**
   * ms until one more permit is to be had, if what is granted was sent when granted and is reported by then (where that
   * time has passed: by the end of its interval). 0 when all were granted; null when the cost exceeds a window for ever.
   */
  readonly retryAfterMs: number | null;
}

/**
 * Grants up to `count` permits in all windows of their class together: what is refused takes nothing in any of them.
 * @param now ms since the epoch
 * @throws RangeError for a count below 1, a cost that is not positive, or a block that outlives its lease
 */
export function acquire(
  state: BucketState,
  input: AcquireInput,
  now: number,
): { readonly state: BucketState; readonly result: AcquireResult } {
  const { leaseId, count, cost, useWithinMs, leaseTtlMs, limitClass, aheadMs = 0 } = input;
  if (!(count >= 1 && cost > 0 && useWithinMs >= 0 && leaseTtlMs >= useWithinMs)) {
    throw new RangeError("acquire needs count >= 1, cost > 0 and 0 <= useWithinMs <= leaseTtlMs");
  }
  const live = dropExpired(state, input.limits, now);
  const limits = limitsOf(input.limits, limitClass);
  const wanted = Math.floor(count);
  const promptMs = Math.min(useWithinMs, Math.max(input.promptMs ?? useWithinMs, slackMs(limits)));
  // one end for all of an ask's permits, so that a report finds all of them or none
  const named = limitClass === undefined ? {} : { class: limitClass };
  const lease = { id: leaseId, cost, ...named, grantedAt: now, expiresAt: now + aheadMs + leaseTtlMs };
  const { keyed = {} } = limits;
  const line =
    input.keys === undefined ? null : new KeyLine(live.keys ?? {}, { windows: keyed, keys: input.keys }, now);
  const booking = { ...input, limits, count: wanted, promptMs, lease, line };
  const { leases, startAfterMs } = book(live, booking, now);
  const next = { ...live, leases, ...(line === null ? {} : { keys: line.uses }) };
  const rest = startAfterMs.length < wanted ? whyNot(next, { ...booking, line }, now) : null;
  return {
    state: next,
    result: {
      permits: startAfterMs.length,
      startAfterMs,
      promptMs,
      limitedBy: rest?.limitedBy ?? null,
      retryAfterMs: rest === null ? 0 : Number.isFinite(rest.waitMs) ? rest.waitMs : null,
      ...(line === null ? {} : { line }),
    },
  };
}

/** What keeps the rest from going: their keys, where the account would have them all. */
function whyNot(
  state: BucketState,
  { limits, cost, line, aheadMs = 0, useWithinMs }: Booking,
  now: number,
): { readonly limitedBy: LimitedBy | "key"; readonly waitMs: number } {
  const rest = availability(state, limits, cost, now);
  const refused = line?.refused(now, now + aheadMs, useWithinMs);
  return refused === undefined || refused.others.length > 0 || refused.held.length === 0
    ? rest
    : { limitedBy: "key", waitMs: Math.min(...refused.held.map(({ waitMs }) => waitMs)) };
}

type Booking = Omit<AcquireInput, "promptMs"> & {
  readonly promptMs: number;
  readonly lease: Omit<Lease, "permits" | "startsAt" | "useBy">;
  readonly line: KeyLine | null;
};

/** Takes what is free now, and then one permit after the other as each becomes free, as far ahead as is asked. */
function book(
  state: BucketState,
  { limits, count, cost, useWithinMs, promptMs, aheadMs = 0, lease, line }: Booking,
  now: number,
): { readonly leases: readonly Lease[]; readonly startAfterMs: readonly number[] } {
  const horizonMs = state.blockedUntil > now ? 0 : aheadMs;
  const apartMs = Math.ceil(stepMs(limits));
  const startAfterMs: number[] = [];
  const isBooked = ({ id, startsAt }: Lease) => id === lease.id && startsAt > now;
  let leases = state.leases;
  for (let step = 0, startMs = 0; step < MAX_STEPS && startMs <= horizonMs; step += 1) {
    const startsAt = now + startMs;
    const free = availability({ ...state, leases }, limits, cost, startsAt);
    const most = Math.min(count - startAfterMs.length, startMs === 0 ? free.permits : 1, free.permits);
    const lateMs = startMs === 0 ? useWithinMs : promptMs;
    const permits = line === null ? most : line.take(most, { startsAt, lateMs });
    if (permits > 0) {
      const useBy = startsAt + (startMs === 0 ? useWithinMs : 0);
      leases = [...leases, { ...lease, permits, startsAt, useBy }];
      startAfterMs.push(...Array.from({ length: permits }, () => startMs));
    }
    if (startAfterMs.length === count) {
      break;
    }
    startMs += permits > 0 ? apartMs : Math.max(1, free.waitMs);
    startMs = line === null ? startMs : Math.max(startMs, line.next(now + startMs, promptMs) - now);
  }
  return {
    leases: leases.map((one) => (isBooked(one) ? { ...one, useBy: one.startsAt + promptMs } : one)),
    startAfterMs,
  };
}

/** How far apart booked permits are: twice as fast as the fastest window's rate, so that few are sent at one moment. */
function stepMs({ windows }: BucketLimits): number {
  return windows.length === 0 ? 1 : Math.min(...windows.map((window) => windowMs(window) / window.limit)) / 2;
}

/** Until it is reported a permit holds its room for as long as it may be late: so much costs little of the limit. */
function slackMs({ windows }: BucketLimits): number {
  return SLACK_SHARE * Math.min(Number.MAX_SAFE_INTEGER, ...windows.map(windowMs));
}

/** The state in the words of `GET /v1/limits`. */
export interface BucketView {
  readonly windows: readonly {
    readonly limit: number;
    readonly perSeconds: number;
    readonly burst?: number;
    readonly class?: string;
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
