import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../clock.ts";
import { jittered } from "../flow/backoff.ts";
import { MAX_WAIT_MS, parseRetryAfter } from "../flow/retry-after.ts";

/** Waits after each failed attempt of a delivery, in seconds, before jitter. */
export const RETRY_SCHEDULE_SECONDS: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];

const SPREAD = { jitter: 0.2, maxMs: MAX_WAIT_MS };

/** A destination of which nothing but failures came for this long is switched off; half of it earns a warning. */
export const DISABLE_AFTER_MS = 5 * DAY_MS;
export const WARN_AFTER_MS = DISABLE_AFTER_MS / 2;

/** What came of one attempt. */
export type Attempted =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** Of the header `retry-after`. */
      readonly retryAfter: string | null;
      /** Of the header `webhook-delivery`. */
      readonly instruction: string | null;
    }
  | { readonly kind: "failed"; readonly reason: string }
  /** Its address may not be reached: nothing was sent. */
  | { readonly kind: "refused"; readonly reason: string };

export type Verdict =
  | { readonly kind: "delivered" }
  | { readonly kind: "retry"; readonly waitMs: number }
  | { readonly kind: "failed" }
  /** The destination asked to get nothing more. */
  | { readonly kind: "stop" };

/** Statuses that may be another one in a while; redirects are not followed, and other refusals stay refusals. */
const RETRYABLE_STATUSES = new Set([408, 409, 425, 429]);

/**
 * What an attempt means for its delivery. `Retry-After` lengthens a wait, never shortens it, and a day at most.
 * @param attempt how many attempts were made, this one included
 * @param schedule waits in seconds; where it ends, the delivery has failed
 */
export function judgeAttempt(
  attempted: Attempted,
  {
    attempt,
    schedule,
    now,
    random,
  }: {
    readonly attempt: number;
    readonly schedule: readonly number[];
    readonly now: number;
    readonly random: () => number;
  },
): Verdict {
  if (attempted.kind === "answered") {
    if (attempted.status >= 200 && attempted.status < 300) {
      return attempted.instruction === "disable" ? { kind: "stop" } : { kind: "delivered" };
    }
    if (attempted.status === 410 || attempted.instruction === "disable") {
      return { kind: "stop" };
    }
    if (attempted.instruction === "abort-message" || !isRetryable(attempted.status)) {
      return { kind: "failed" };
    }
  }
  const base = schedule[attempt - 1];
  if (base === undefined) {
    return { kind: "failed" };
  }
  const asked = attempted.kind === "answered" ? (parseRetryAfter(attempted.retryAfter, now) ?? 0) : 0;
  return { kind: "retry", waitMs: Math.max(jittered(base * SECOND_MS, SPREAD, random), asked) };
}

function isRetryable(status: number): boolean {
  return status >= 500 || status < 400 || RETRYABLE_STATUSES.has(status);
}

/** What a destination's failures so far call for. */
export function judgeHealth(
  { failingSince, warnedAt }: { readonly failingSince: number | null; readonly warnedAt: number | null },
  now: number,
): "fine" | "warn" | "disable" {
  if (failingSince === null) {
    return "fine";
  }
  if (now - failingSince >= WARN_AFTER_MS && warnedAt === null) {
    // however rare its events are, nobody is switched off unwarned
    return "warn";
  }
  return now - failingSince >= DISABLE_AFTER_MS ? "disable" : "fine";
}

/** How long a retry travels as a delayed message; a later one waits in its row for the sweep. */
export const MAX_MESSAGE_WAIT_MS = 10 * MINUTE_MS;

/** How long after a retry's time its row is looked at: its message was lost. */
export const LOST_AFTER_MS = 2 * MINUTE_MS;

/** The longest list of waits that a destination may have, and the longest wait in it, in seconds. */
export const MAX_SCHEDULE = 20;
export const MAX_SCHEDULE_SECONDS = (24 * HOUR_MS) / SECOND_MS;
