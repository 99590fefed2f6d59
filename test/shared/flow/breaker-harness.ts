import { type AdmitResult, admit, isolate, phaseAt, release } from "../../../shared/flow/breaker.ts";
import { recordOutcomes } from "../../../shared/flow/breaker-outcomes.ts";
import {
  type BreakerSettings,
  DEFAULT_BREAKER,
  NEW_BREAKER,
  type Outcome,
  type Phase,
  type Transition,
} from "../../../shared/flow/breaker-state.ts";

/** A breaker that keeps its state between calls, stored as JSON; its clock counts ms from the start of a slice of 10 s. */
export function breaker(settings: Partial<BreakerSettings> = {}, random: () => number = () => 0.5) {
  const all = { ...DEFAULT_BREAKER, ...settings };
  const start = 1_700_000_000_000;
  const log: Transition[] = [];
  let stored = JSON.stringify(NEW_BREAKER);
  let asks = 0;
  const keep = (state: unknown, transitions: readonly Transition[]): void => {
    stored = JSON.stringify(state);
    log.push(...transitions.map((each) => ({ ...each, at: each.at - start })));
  };
  return {
    admit(count: number, atMs: number): AdmitResult & { readonly leaseId: string } {
      asks += 1;
      const leaseId = `p${asks}`;
      const input = { settings: all, count, leaseId, probeTtlMs: 35_000 };
      const { state, result } = admit(JSON.parse(stored), input, start + atMs, random);
      keep(state, result.transitions);
      return { ...result, leaseId };
    },
    record(
      from: { readonly generation: number; readonly leaseId: string },
      outcomes: readonly Outcome[],
      atMs: number,
      rest: { readonly unused?: number; readonly providerWaitMs?: number } = {},
    ): void {
      const { generation, leaseId } = from;
      const told = { unused: 0, providerWaitMs: null, ...rest };
      const input = { settings: all, generation, leaseId, outcomes, ...told };
      const { state, result } = recordOutcomes(JSON.parse(stored), input, start + atMs, random);
      keep(state, result.transitions);
    },
    isolate(note: string, untilMs: number | null, atMs: number): void {
      const until = untilMs === null ? null : start + untilMs;
      const { state, transitions } = isolate(JSON.parse(stored), { note, until }, start + atMs);
      keep(state, transitions);
    },
    release(note: string, atMs: number): void {
      const { state, transitions } = release(JSON.parse(stored), { note }, start + atMs);
      keep(state, transitions);
    },
    phase: (atMs: number): Phase => phaseAt(JSON.parse(stored), all, start + atMs),
    stored: () => stored,
    /** Every transition so far. */
    log,
  };
}

export function times(count: number, outcome: Outcome): readonly Outcome[] {
  return Array.from({ length: count }, () => outcome);
}
