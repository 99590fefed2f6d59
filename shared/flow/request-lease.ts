import type { Admission, RequestAsk } from "./request-count.ts";

/** What an isolate holds of one count of requests. All times in ms since the epoch, by the isolate's clock. */
export interface RequestLease {
  /** Requests that it may still admit by itself until `until`. */
  readonly held: number;
  /** How many were granted at the last ask. */
  readonly granted: number;
  readonly grantedAt: number;
  readonly until: number;
  readonly period: number;
  /** When the period ends. */
  readonly resetAt: number;
  /** Left in the period beside what is held, as of the last ask. */
  readonly remaining: number;
  /** Until then another request of this isolate asks for a lease: whoever asks beside it asks for itself alone. */
  readonly askedUntil: number;
}

/** What a request is told. */
export interface RequestVerdict {
  readonly admitted: boolean;
  /** Requests left in the period: exact when it was asked for, else as of then less what this isolate admitted since. */
  readonly remaining: number;
  /** ms until the period ends. */
  readonly resetMs: number;
}

type Wish = Pick<RequestAsk, "wanted" | "unused">;

export const NO_LEASE: RequestLease = {
  held: 0,
  granted: 0,
  grantedAt: 0,
  until: 0,
  period: 0,
  resetAt: 0,
  remaining: 0,
  askedUntil: 0,
};

/** An ask that was not answered by then, its request cancelled perhaps, is waited for no longer. */
const ASK_MS = 1_000;

/** Admits a request from the lease, or says what to ask for. Whoever uses leases fast gets them twice as large. */
export function takeRequest(
  known: RequestLease,
  now: number,
):
  | { readonly kind: "admitted"; readonly lease: RequestLease; readonly verdict: RequestVerdict }
  | { readonly kind: "ask"; readonly lease: RequestLease; readonly wish: Wish } {
  // a clock that was set back knows nothing
  const lease = now < known.grantedAt ? NO_LEASE : known;
  const { held, granted, until, remaining, resetAt, period } = lease;
  const isCurrent = now < until;
  if (isCurrent && held > 0) {
    const left = held - 1;
    const verdict = { admitted: true, remaining: remaining + left, resetMs: Math.max(0, resetAt - now) };
    return { kind: "admitted", lease: { ...lease, held: left }, verdict };
  }
  if (now < lease.askedUntil) {
    return { kind: "ask", lease, wish: {} };
  }
  const wanted = isCurrent ? granted * 2 : granted - held;
  return {
    kind: "ask",
    lease: { ...lease, held: 0, granted: granted - held, askedUntil: now + ASK_MS },
    wish: { wanted: Math.max(1, wanted), ...(held > 0 ? { unused: { period, requests: held } } : {}) },
  };
}

/** The lease once an ask of it, made at `askedAt`, was answered. */
export function answeredRequest(
  lease: RequestLease,
  { wish, answer, askedAt }: { readonly wish: Wish; readonly answer: Admission; readonly askedAt: number },
): { readonly lease: RequestLease; readonly verdict: RequestVerdict } {
  const { admitted, granted, remaining, resetMs, period, leaseMs } = answer;
  const held = Math.max(0, granted - 1);
  const verdict = { admitted, remaining: remaining + held, resetMs };
  if (wish.wanted === undefined || askedAt < lease.grantedAt) {
    // it was for one request alone, or came after a later one: what it holds beyond its request is lost
    return { lease, verdict };
  }
  return {
    lease: {
      held,
      granted,
      grantedAt: askedAt,
      // from when it was asked: that was no later than when it was granted
      until: askedAt + leaseMs,
      period,
      resetAt: askedAt + resetMs,
      remaining,
      askedUntil: 0,
    },
    verdict,
  };
}
