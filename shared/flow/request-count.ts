/** Requests admitted in the period that began at `startedAt`, ms since the epoch; those of leases count when they are leased. */
export interface RequestCount {
  readonly startedAt: number;
  readonly count: number;
}

export interface RequestAsk {
  /** Requests per period. */
  readonly limit: number;
  readonly periodMs: number;
  /** How many requests are asked for, the one at hand among them; 1 where left out. */
  readonly wanted?: number;
  /** Of a lease of an earlier ask: what nobody will use any more. */
  readonly unused?: { readonly period: number; readonly requests: number };
}

export interface Admission {
  readonly admitted: boolean;
  /** Requests that may be made, the one at hand among them; 0 where it was refused. */
  readonly granted: number;
  /** Requests left in the period for whoever asks, without what is leased. */
  readonly remaining: number;
  /** ms until the period ends. */
  readonly resetMs: number;
  /** Which period it is. */
  readonly period: number;
  /** ms after which what was granted beyond the request at hand is void. */
  readonly leaseMs: number;
}

export const NEW_REQUEST_COUNT: RequestCount = { startedAt: 0, count: 0 };

/** An isolate gets at most this part of what is left, so that a limit that is nearly used up is told request by request. */
const LARGEST_PART = 1 / 16;
const MOST_LEASED = 16;
const LEASE_MS = 1_000;
/** A lease ends so long before its period: an isolate's clock stands still while it computes. */
const MARGIN_MS = 100;

/** One step of a count of requests in fixed periods, which never admits or leases more than the limit in any. */
export function admitRequests(
  state: RequestCount,
  { limit, periodMs, wanted = 1, unused }: RequestAsk,
  now: number,
): { readonly state: RequestCount; readonly result: Admission } {
  const isOver = now - state.startedAt >= periodMs || now < state.startedAt;
  const startedAt = isOver ? now : state.startedAt;
  const given = unused?.period === startedAt && !isOver ? unused.requests : 0;
  const count = isOver ? 0 : Math.max(0, state.count - given);
  const left = Math.max(0, limit - count);
  const resetMs = startedAt + periodMs - now;
  const leaseMs = Math.min(LEASE_MS, resetMs - MARGIN_MS);
  const most = leaseMs <= 0 ? 1 : Math.max(1, Math.min(MOST_LEASED, Math.floor(left * LARGEST_PART)));
  const granted = Math.min(left, most, Math.max(1, wanted));
  return {
    state: { startedAt, count: count + granted },
    result: {
      admitted: granted > 0,
      granted,
      remaining: left - granted,
      resetMs,
      period: startedAt,
      leaseMs: Math.max(0, leaseMs),
    },
  };
}
