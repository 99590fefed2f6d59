import type { BreakerSettings, BreakerState, Phase, PhaseName, Transition } from "./breaker-state.ts";
import { advance, closed, type Moved, move } from "./breaker-transitions.ts";

/** The share of the traffic that is let through right after closing. */
const RAMP_FLOOR = 0.1;
/** A call held back by the ramp is asked for again when the share has grown by a sixth of the way. */
const RAMP_STEPS = 6;

export interface AdmitInput {
  readonly settings: BreakerSettings;
  /** Calls wanted, at least 1. */
  readonly count: number;
  /** New for every ask; names the probes in a half-open breaker. */
  readonly leaseId: string;
  /** How long a probe may stay unreported: the request's time limit plus 5 s. */
  readonly probeTtlMs: number;
}

export interface AdmitResult {
  readonly phase: PhaseName;
  /** 0 to `count`. */
  readonly allowed: number;
  /** To be handed back with the outcomes of these calls. */
  readonly generation: number;
  /** ms until asking again is of use; 0 when all are allowed; null while isolated without an end. */
  readonly retryAfterMs: number | null;
  readonly transitions: readonly Transition[];
}

/**
 * How many of `count` calls may go to the provider now. Half-open, they are probes, which must be reported (the ones not sent
 * as unused) before `probeTtlMs` or count as failed.
 * @param now ms since the epoch
 * @param random a number in [0, 1)
 * @throws RangeError for a count below 1
 */
export function admit(
  before: BreakerState,
  input: AdmitInput,
  now: number,
  random: () => number,
): { readonly state: BreakerState; readonly result: AdmitResult } {
  if (!(input.count >= 1)) {
    throw new RangeError("admit needs count >= 1");
  }
  const { state, transitions } = advance(before, input.settings, now, random);
  const { phase, generation } = state;
  const { allowed, retryAfterMs } = verdict(phase, input, now);
  const result = { phase: phase.name, allowed, generation, retryAfterMs, transitions };
  if (phase.name !== "half_open" || allowed === 0) {
    return { state, result };
  }
  const probe = { id: input.leaseId, calls: allowed, expiresAt: now + input.probeTtlMs };
  return { state: { generation, phase: { ...phase, probes: [...phase.probes, probe] } }, result };
}

function verdict(
  phase: Phase,
  { settings, count: wanted, probeTtlMs }: AdmitInput,
  now: number,
): Pick<AdmitResult, "allowed" | "retryAfterMs"> {
  switch (phase.name) {
    case "open":
      return { allowed: 0, retryAfterMs: phase.until - now };
    case "isolated":
      return { allowed: 0, retryAfterMs: phase.until === null ? null : phase.until - now };
    case "half_open": {
      const out = phase.probes.reduce((sum, probe) => sum + probe.calls, 0);
      const allowed = Math.min(wanted, Math.max(0, settings.probes - out - phase.successes));
      const untilVerdict = Math.min(probeTtlMs, ...phase.probes.map(({ expiresAt }) => expiresAt - now));
      return { allowed, retryAfterMs: allowed === wanted ? 0 : untilVerdict };
    }
    case "closed": {
      const allowed = Math.max(1, Math.floor(wanted * allowedShare(phase.rampFrom, settings, now)));
      const retryAfterMs = allowed < wanted ? Math.ceil(settings.rampMs / RAMP_STEPS) : 0;
      return { allowed, retryAfterMs };
    }
  }
}

/** 10 % at the moment of closing, all after `rampMs`. One call of a block is always let through. */
function allowedShare(rampFrom: number | null, { rampMs }: BreakerSettings, now: number): number {
  if (rampFrom === null || now >= rampFrom + rampMs) {
    return 1;
  }
  return RAMP_FLOOR + (1 - RAMP_FLOOR) * Math.max(0, (now - rampFrom) / rampMs);
}

/**
 * For how long a verdict of `admit` stays true, in ms, unless outcomes change it: 0 in half-open and in the ramp, where every
 * ask is decided by itself.
 * @param now ms since the epoch
 */
export function steadyForMs(phase: Phase, settings: BreakerSettings, now: number): number {
  switch (phase.name) {
    case "half_open":
      return 0;
    case "closed":
      return allowedShare(phase.rampFrom, settings, now) < 1 ? 0 : Number.POSITIVE_INFINITY;
    case "open":
    case "isolated":
      return phase.until === null ? Number.POSITIVE_INFINITY : Math.max(0, phase.until - now);
  }
}

/**
 * Lets nothing through, by a person's decision, until `until` (ms since the epoch; null: until released).
 * @param now ms since the epoch
 */
export function isolate(
  state: BreakerState,
  { note, until }: { readonly note: string; readonly until: number | null },
  now: number,
): Moved {
  const phase: Phase = { name: "isolated", note, until };
  return move({ state, transitions: [] }, phase, { reason: "isolated", at: now, note });
}

/** Ends an isolation: closed, with nothing counted. A breaker that is not isolated stays as it is. */
export function release(state: BreakerState, { note }: { readonly note: string }, now: number): Moved {
  const moved = { state, transitions: [] };
  return state.phase.name === "isolated"
    ? move(moved, closed(null), { reason: "released", at: now, note })
    : moved;
}

/** The phase at `now`, with what time alone has changed; for reading, nothing to be stored. */
export function phaseAt(state: BreakerState, settings: BreakerSettings, now: number): Phase {
  const middle = () => 0.5;
  return advance(state, settings, now, middle).state.phase;
}
