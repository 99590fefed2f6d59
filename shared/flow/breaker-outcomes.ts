import type { BreakerSettings, BreakerState, Outcome, Phase, Transition } from "./breaker-state.ts";
import { count, totals } from "./breaker-tally.ts";
import { advance, closed, type Moved, move, open } from "./breaker-transitions.ts";

export interface OutcomesInput {
  readonly settings: BreakerSettings;
  /** As `admit` answered. */
  readonly generation: number;
  readonly leaseId: string;
  /** In the order in which the calls ended. */
  readonly outcomes: readonly Outcome[];
  /** Calls that were allowed and not made. */
  readonly unused: number;
  /** The longest `Retry-After` of the failures; null when there was none. */
  readonly providerWaitMs: number | null;
}

/**
 * Counts what became of calls. Outcomes of calls that began in an older generation change nothing, except that an open
 * breaker still lets no call through before the time that their `Retry-After` names.
 * @param now ms since the epoch
 * @param random a number in [0, 1)
 */
export function recordOutcomes(
  before: BreakerState,
  input: OutcomesInput,
  now: number,
  random: () => number,
): { readonly state: BreakerState; readonly result: { readonly transitions: readonly Transition[] } } {
  const { settings, generation } = input;
  const begun = advance(before, settings, now, random);
  let moved = settleProbe(begun, input);
  for (const outcome of settledOutcomes(begun.state.phase, input)) {
    if (moved.state.generation === generation && (outcome === "success" || outcome === "failure")) {
      moved = weigh(moved, { settings, failed: outcome === "failure" }, now, random);
    }
  }
  const state = notBefore(moved.state, now + (input.providerWaitMs ?? 0));
  return { state, result: { transitions: moved.transitions } };
}

/** Half-open, only the outcomes of probes that were granted count. */
function settledOutcomes(phase: Phase, { leaseId, outcomes }: OutcomesInput): readonly Outcome[] {
  if (phase.name !== "half_open") {
    return outcomes;
  }
  return outcomes.slice(0, phase.probes.find(({ id }) => id === leaseId)?.calls ?? 0);
}

function settleProbe(moved: Moved, { leaseId, outcomes, unused }: OutcomesInput): Moved {
  const { phase, generation } = moved.state;
  if (phase.name !== "half_open") {
    return moved;
  }
  const settled = outcomes.length + unused;
  const probes = phase.probes
    .map((probe) => (probe.id === leaseId ? { ...probe, calls: probe.calls - settled } : probe))
    .filter(({ calls }) => calls > 0);
  return { ...moved, state: { generation, phase: { ...phase, probes } } };
}

interface Weighed {
  readonly settings: BreakerSettings;
  readonly failed: boolean;
}

function weigh(moved: Moved, weighed: Weighed, now: number, random: () => number): Moved {
  const { phase } = moved.state;
  if (phase.name === "closed") {
    return weighCall(moved, { ...weighed, phase }, now, random);
  }
  return phase.name === "half_open" ? weighProbe(moved, { ...weighed, phase }, now, random) : moved;
}

function weighCall(
  moved: Moved,
  { settings, failed, phase }: Weighed & { readonly phase: Extract<Phase, { name: "closed" }> },
  now: number,
  random: () => number,
): Moved {
  const tally = count(phase.tally, failed, now);
  const { calls, failures } = totals(tally);
  const isRun = tally.consecutiveFailures >= settings.consecutiveFailures;
  if (isRun || (calls >= settings.minimumCalls && failures >= settings.failureRatio * calls)) {
    const reason = isRun ? "consecutive_failures" : "failure_ratio";
    return move(moved, open(settings, { at: now, reopens: 0 }, random), { reason, at: now });
  }
  return { ...moved, state: { ...moved.state, phase: { ...phase, tally } } };
}

function weighProbe(
  moved: Moved,
  { settings, failed, phase }: Weighed & { readonly phase: Extract<Phase, { name: "half_open" }> },
  now: number,
  random: () => number,
): Moved {
  if (failed) {
    const reopened = open(settings, { at: now, reopens: phase.reopens + 1 }, random);
    return move(moved, reopened, { reason: "probe_failed", at: now });
  }
  const successes = phase.successes + 1;
  return successes >= settings.successesToClose
    ? move(moved, closed(now), { reason: "probes_succeeded", at: now })
    : { ...moved, state: { ...moved.state, phase: { ...phase, successes } } };
}

function notBefore(state: BreakerState, moment: number): BreakerState {
  const { phase, generation } = state;
  return phase.name === "open" && phase.until < moment
    ? { generation, phase: { ...phase, until: moment } }
    : state;
}
