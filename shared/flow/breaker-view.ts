import { phaseAt } from "./breaker.ts";
import type { BreakerSettings, BreakerState, PhaseName } from "./breaker-state.ts";

/** A breaker as people are shown it. */
export interface BreakerView {
  readonly phase: PhaseName;
  /** Rises with every transition. */
  readonly generation: number;
  /** Until when it is open or isolated, ms since the epoch; null while it is neither, or isolated without an end. */
  readonly until: number | null;
  /** The words of the person who isolated it; null while it is not isolated. */
  readonly note: string | null;
}

/** What the breaker is at `now` (ms since the epoch), with what time alone has changed. */
export function viewBreaker(state: BreakerState, settings: BreakerSettings, now: number): BreakerView {
  const phase = phaseAt(state, settings, now);
  return {
    phase: phase.name,
    generation: state.generation,
    until: phase.name === "open" || phase.name === "isolated" ? phase.until : null,
    note: phase.name === "isolated" ? phase.note : null,
  };
}
