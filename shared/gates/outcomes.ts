import type { Outcome as BreakerOutcome } from "../flow/breaker-state.ts";
import type { Outcome } from "../model/outcome.ts";

/** What the bucket waits after a 429 that names no time. */
const THROTTLE_WAIT_MS = 5_000;

/** What an outcome tells of the provider's health: only its own failures speak against it. */
export function breakerOutcome(outcome: Outcome): BreakerOutcome {
  switch (outcome.kind) {
    case "ok":
      return "success";
    case "refused":
      return "neutral";
    case "retry":
    case "uncertain":
      return "failure";
    case "throttle":
      return "throttle";
    case "reauthorise":
      return "auth";
  }
}

/** For how long an account is closed after these outcomes; null when none was a 429 of the account. */
export function throttledFor(outcomes: readonly Outcome[]): number | null {
  const waits = outcomes.flatMap((outcome) =>
    outcome.kind === "throttle" && outcome.isOfKey !== true ? [throttleWait(outcome)] : [],
  );
  return waits.length === 0 ? null : Math.max(...waits);
}

/** For how long this outcome closes the keys of its call, in ms; null where it is no 429 of a key. */
export function keyThrottledFor(outcome: Outcome): number | null {
  return outcome.kind === "throttle" && outcome.isOfKey === true ? throttleWait(outcome) : null;
}

function throttleWait({ retryAfterMs }: { readonly retryAfterMs: number | null }): number {
  return retryAfterMs ?? THROTTLE_WAIT_MS;
}

/** The longest wait that a failing provider asked for; null when it asked for none. */
export function longestWait(outcomes: readonly Outcome[]): number | null {
  const waits = outcomes.flatMap((outcome) =>
    outcome.kind === "retry" && outcome.retryAfterMs !== null ? [outcome.retryAfterMs] : [],
  );
  return waits.length === 0 ? null : Math.max(...waits);
}
