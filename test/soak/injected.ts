import { type Figures, sum } from "./figures.ts";
import { type SoakState, STORES, TROUBLES } from "./orders.ts";

/** What was done to the platform over all its processes: each counted from nothing. */
export function addUp(states: readonly SoakState[]): Figures["injected"] {
  const total = (count: (state: SoakState) => number) => sum(states.map(count));
  return {
    troubles: byKey(TROUBLES, (kind) => total(({ troubles }) => troubles[kind])),
    refusals: byKey(STORES, (store) => total(({ refusals }) => refusals[store])),
    lostAnswers: total((state) => state.lostAnswers),
    aborts: total((state) => state.aborts),
    exposed: total((state) => state.exposed),
  };
}

function byKey<K extends string>(keys: readonly K[], count: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<K, number>;
}
