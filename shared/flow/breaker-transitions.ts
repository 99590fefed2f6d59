import { jittered } from "./backoff.ts";
import type { BreakerSettings, BreakerState, Phase, Transition, TransitionReason } from "./breaker-state.ts";
import { EMPTY_TALLY } from "./breaker-tally.ts";

/** A state and the transitions that led to it, oldest first. */
export interface Moved {
  readonly state: BreakerState;
  readonly transitions: readonly Transition[];
}

/** Moves to another phase, into a new generation. */
export function move(
  { state, transitions }: Moved,
  to: Phase,
  because: { readonly reason: TransitionReason; readonly at: number; readonly note?: string },
): Moved {
  const { reason, at, note = null } = because;
  return {
    state: { generation: state.generation + 1, phase: to },
    transitions: [...transitions, { from: state.phase.name, to: to.name, reason, note, at }],
  };
}

export function closed(rampFrom: number | null): Phase {
  return { name: "closed", tally: EMPTY_TALLY, rampFrom };
}

/** Open from `at`, for the base time doubled per reopening, spread by the jitter. */
export function open(
  settings: BreakerSettings,
  { at, reopens }: { readonly at: number; readonly reopens: number },
  random: () => number,
): Phase {
  const spread = { jitter: settings.jitter, maxMs: settings.maxOpenMs };
  const openMs = jittered(settings.openMs * 2 ** reopens, spread, random);
  return { name: "open", until: at + openMs, reopens };
}

/** What time alone changes: open becomes half-open, an expired probe reopens as of its expiry, an isolation ends. */
export function advance(
  state: BreakerState,
  settings: BreakerSettings,
  now: number,
  random: () => number,
): Moved {
  let moved: Moved = { state, transitions: [] };
  for (
    let next = step(moved, settings, now, random);
    next !== null;
    next = step(moved, settings, now, random)
  ) {
    moved = next;
  }
  return moved;
}

/** One change that is due by `now`, or null. A probe expires once per opening, so a run of these ends. */
function step(moved: Moved, settings: BreakerSettings, now: number, random: () => number): Moved | null {
  const { phase } = moved.state;
  if (phase.name === "open" && phase.until <= now) {
    const halfOpen: Phase = { name: "half_open", reopens: phase.reopens, successes: 0, probes: [] };
    return move(moved, halfOpen, { reason: "open_elapsed", at: phase.until });
  }
  if (phase.name === "half_open") {
    const at = Math.min(...phase.probes.map((probe) => probe.expiresAt));
    const reopened = { at, reopens: phase.reopens + 1, notBefore: at };
    return at <= now ? move(moved, open(settings, reopened, random), { reason: "probe_expired", at }) : null;
  }
  if (phase.name === "isolated" && phase.until !== null && phase.until <= now) {
    return move(moved, closed(null), { reason: "isolation_expired", at: phase.until });
  }
  return null;
}
