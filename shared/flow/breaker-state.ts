import { EMPTY_TALLY, type Tally } from "./breaker-tally.ts";

/**
 * What a call tells about the provider. Only `failure` (5xx, time-out, network) speaks against it and only `success` for it.
 * `neutral` (a 4xx to our own input, cancelled), `throttle` (429: the bucket's business) and `auth` (401: the connection's
 * business) count as nothing: they neither open nor close, and leave a run of failures as it is.
 */
export type Outcome = "success" | "failure" | "neutral" | "throttle" | "auth";

export interface BreakerSettings {
  /** Opens after this many failures in a row, none more than a minute after the one before. */
  readonly consecutiveFailures: number;
  /** Opens at this share of failures … */
  readonly failureRatio: number;
  /** … among at least this many calls of the last minute. */
  readonly minimumCalls: number;
  /** First time open; doubled for each opening in a row. */
  readonly openMs: number;
  readonly maxOpenMs: number;
  /** Fraction by which the time open is spread both ways. */
  readonly jitter: number;
  readonly probes: number;
  /** Successful probes that close; at most `probes`. */
  readonly successesToClose: number;
  /** From 10 % to all of the traffic within this time of closing. */
  readonly rampMs: number;
}

export const DEFAULT_BREAKER: BreakerSettings = {
  consecutiveFailures: 5,
  failureRatio: 0.5,
  minimumCalls: 20,
  openMs: 60_000,
  maxOpenMs: 900_000,
  jitter: 0.2,
  probes: 3,
  successesToClose: 2,
  rampMs: 60_000,
};

/** Calls let through to try the provider, not yet reported. */
export interface ProbeLease {
  readonly id: string;
  readonly calls: number;
  /** ms since the epoch; unreported by then, they count as failed. */
  readonly expiresAt: number;
}

/** All times in ms since the epoch. */
export type Phase =
  | { readonly name: "closed"; readonly tally: Tally; readonly rampFrom: number | null }
  | { readonly name: "open"; readonly until: number; readonly reopens: number }
  | {
      readonly name: "half_open";
      readonly reopens: number;
      readonly successes: number;
      readonly probes: readonly ProbeLease[];
    }
  | { readonly name: "isolated"; readonly note: string; readonly until: number | null };

export type PhaseName = Phase["name"];

/** Plain data, which survives JSON unchanged. */
export interface BreakerState {
  /** Rises with every transition; results of calls that began in another generation are ignored. */
  readonly generation: number;
  readonly phase: Phase;
}

export type TransitionReason =
  | "consecutive_failures"
  | "failure_ratio"
  | "open_elapsed"
  | "probe_failed"
  | "probe_expired"
  | "probes_succeeded"
  | "isolated"
  | "isolation_expired"
  | "released";

/** One change of state, for the record. */
export interface Transition {
  readonly from: PhaseName;
  readonly to: PhaseName;
  readonly reason: TransitionReason;
  /** The words of the person who isolated or released; null where the breaker acted by itself. */
  readonly note: string | null;
  /** When it took effect, ms since the epoch: for an expiry that was noticed later, the expiry. */
  readonly at: number;
}

/** A breaker that has seen no call. */
export const NEW_BREAKER: BreakerState = {
  generation: 0,
  phase: { name: "closed", tally: EMPTY_TALLY, rampFrom: null },
};

/** A breaker whose state was lost: a few probes show how the provider is. */
export const LOST_BREAKER: BreakerState = {
  generation: 0,
  phase: { name: "half_open", reopens: 0, successes: 0, probes: [] },
};
