import { DEFAULT_RETRY_POLICY, retryDelayMs } from "../flow/backoff.ts";
import type { JobError, JobStatus, Waiting } from "../model/job.ts";
import type { Outcome } from "../model/outcome.ts";
import { keyForgotten } from "./doubt.ts";

/** What a job's row says when its try has ended. */
export interface Settlement {
  readonly status: JobStatus;
  readonly attempts: number;
  /** When it is tried again, ms since the epoch; null when it is not. */
  readonly nextAttemptAt: number | null;
  readonly waiting: Waiting | null;
  readonly error: JobError | null;
}

export interface Tried {
  /** This try included. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** When the first try began that may have acted, this one included, ms since the epoch; null where none may. */
  readonly keyUsedAt: number | null;
}

export interface Repeatability {
  readonly idempotency: "key" | "none";
  /** How long the provider remembers a key, in seconds; absent: for ever. */
  readonly keyLifetimeSeconds?: number;
  readonly onUncertain: "hold" | "resend" | "lookup";
  readonly lookup?: { readonly afterSeconds: number };
}

/** What a throttled job waits where the provider names no time. */
const THROTTLE_WAIT_MS = 60_000;
/** How often a job looks whether its connection was mended, should nobody tell it. */
const REAUTHORISE_WAIT_MS = 3_600_000;

/**
 * What follows from an outcome: an exhaustive step from (job, action, outcome) to the job's next state.
 * @param now ms since the epoch
 * @param random a number in [0, 1)
 */
export function settle(
  job: Tried,
  action: Repeatability,
  outcome: Outcome,
  { now, random }: { readonly now: number; readonly random: () => number },
): Settlement {
  switch (outcome.kind) {
    case "ok":
      return ended("succeeded", job.attempts, null);
    case "refused":
      // what was refused is a request other than the one of which nobody knows
      return ended(
        outcome.isKeyTaken === true && job.keyUsedAt !== null ? "uncertain" : "failed",
        job.attempts,
        errorOf(outcome, false),
      );
    case "throttle": {
      // the provider did nothing: no attempt was spent
      const until = now + (outcome.retryAfterMs ?? THROTTLE_WAIT_MS);
      return waits("limit", outcome, { attempts: job.attempts - 1, until });
    }
    case "reauthorise":
      return waits("connection", outcome, { attempts: job.attempts - 1, until: now + REAUTHORISE_WAIT_MS });
    case "retry":
      return retried(job, action, outcome, { now, random });
    case "uncertain":
      return doubted(job, action, outcome, { now, random });
  }
}

/** Nobody knows whether it acted: it is sent again under its key, the provider is asked later, or a person is. */
function doubted(
  job: Tried,
  action: Repeatability,
  outcome: Extract<Outcome, { kind: "uncertain" }>,
  { now, random }: { readonly now: number; readonly random: () => number },
): Settlement {
  const { onUncertain, lookup } = action;
  if (outcome.isKeyTaken === true) {
    return ended("uncertain", job.attempts, errorOf(outcome, false));
  }
  if (onUncertain === "resend") {
    return retried(job, action, { ...outcome, retryAfterMs: null }, { now, random });
  }
  if (onUncertain === "hold" || lookup === undefined) {
    return ended("uncertain", job.attempts, errorOf(outcome, false));
  }
  const until = now + lookup.afterSeconds * 1_000;
  return {
    ...waits("retry", outcome, { attempts: job.attempts, until }),
    waiting: { gate: "retry", reason: "lookup", until: new Date(until).toISOString() },
  };
}

function retried(
  job: Tried,
  action: Repeatability,
  outcome: { readonly code: string; readonly message: string; readonly retryAfterMs: number | null },
  { now, random }: { readonly now: number; readonly random: () => number },
): Settlement {
  if (job.attempts >= job.maxAttempts) {
    return ended("dead", job.attempts, errorOf(outcome, true));
  }
  const delay = retryDelayMs(
    DEFAULT_RETRY_POLICY,
    { attempt: job.attempts, retryAfterMs: outcome.retryAfterMs },
    random,
  );
  // what can be looked up waits for that: its sender looks before it sends
  if (action.onUncertain !== "lookup" && keyForgotten(action, job.keyUsedAt, now + delay)) {
    return ended("uncertain", job.attempts, {
      code: "idempotency_key_expired",
      message: `${outcome.message} The provider forgets the job's key before the next try, which could act twice.`,
      retryable: false,
    });
  }
  return waits("retry", outcome, { attempts: job.attempts, until: now + delay });
}

function ended(status: JobStatus, attempts: number, error: JobError | null): Settlement {
  return { status, attempts, nextAttemptAt: null, waiting: null, error };
}

function waits(
  gate: Waiting["gate"],
  outcome: { readonly code: string; readonly message: string },
  { attempts, until }: { readonly attempts: number; readonly until: number },
): Settlement {
  return {
    status: "queued",
    attempts,
    nextAttemptAt: until,
    waiting: { gate, reason: outcome.code, until: new Date(until).toISOString() },
    error: errorOf(outcome, true),
  };
}

function errorOf({ code, message }: { code: string; message: string }, retryable: boolean): JobError {
  return { code, message, retryable };
}
