import { DAY_MS, HOUR_MS, SECOND_MS, toRfc3339 } from "../clock.ts";
import { type RetryPolicy, retryDelayMs } from "../flow/backoff.ts";
import type { Attempt } from "../model/job.ts";
import type { Outcome } from "../model/outcome.ts";
import { firstDoubtAt, sinceRedriven } from "./doubt.ts";
import type { Settlement } from "./settlement.ts";

/** What a job's log says of a look that was not answered. */
export const LOOKUP_FAILED = "lookup_failed";
/** Looks that a job is given while its provider does not answer them. */
const MAX_LOOKS = 10;
/** Counted from the first try in doubt: by then a person has looked. */
const HORIZON_MS = DAY_MS;
/** Half a minute, then twice as long each time: all looks within about four hours where nobody says when. */
const LOOKS: RetryPolicy = {
  kind: "exponential",
  baseMs: 15 * SECOND_MS,
  factor: 2,
  maxMs: HOUR_MS,
  jitter: 0.25,
};

/**
 * What follows from a look that was turned away: another one when the provider says, or after a growing wait, without an
 * attempt; null where another would come to nothing or too late, and the job stays in doubt.
 * @param log the job's, this look included
 * @param turnedAway what the look met
 * @param look.attempts the job's own, which looks do not count among
 * @param look.now ms since the epoch
 * @param look.random a number in [0, 1)
 */
export function lookAgain(
  log: readonly Attempt[],
  turnedAway: Outcome,
  look: {
    readonly attempts: number;
    readonly message: string;
    readonly now: number;
    readonly random: () => number;
  },
): Settlement | null {
  const waitMs = statedWait(turnedAway);
  const looks = sinceRedriven(log).filter(({ reason }) => reason === LOOKUP_FAILED).length;
  if (waitMs === undefined || looks >= MAX_LOOKS) {
    return null;
  }
  const { attempts, message, now, random } = look;
  const until = now + retryDelayMs(LOOKS, { attempt: Math.max(1, looks), retryAfterMs: waitMs }, random);
  if (until > (firstDoubtAt(log) ?? now) + HORIZON_MS) {
    return null;
  }
  return {
    status: "queued",
    attempts,
    nextAttemptAt: until,
    waiting: { gate: "retry", reason: "lookup", until: toRfc3339(until) },
    error: { code: LOOKUP_FAILED, message, retryable: true },
  };
}

/** How long the provider wants to be left alone, ms; null: it does not say; undefined: it would answer no other look. */
function statedWait(outcome: Outcome): number | null | undefined {
  switch (outcome.kind) {
    case "throttle":
    case "retry":
      return outcome.retryAfterMs;
    case "uncertain":
      return null;
    case "ok":
    case "refused":
    case "reauthorise":
      return undefined;
  }
}
