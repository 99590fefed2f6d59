export const PRIORITIES = ["high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** One number per class. */
export type PerPriority = Readonly<Record<Priority, number>>;

/** Ten turns, spread so that a small grant is not all of one class. */
const ROTA: readonly Priority[] = [
  "high",
  "high",
  "normal",
  "high",
  "high",
  "low",
  "high",
  "normal",
  "high",
  "high",
];

/**
 * Divides permits among the classes that wait. Of ten contested permits high gets 7, normal 2, low 1, so the lowest class
 * that waits gets at least one of any ten in a row; a turn whose class has nothing waiting goes to the highest class that
 * has, so no permit is kept back while anything waits.
 * @param input.turn how far the rota is: 0 at first, then the `turn` of the last answer
 */
export function dividePermits(input: {
  readonly permits: number;
  readonly waiting: PerPriority;
  readonly turn: number;
}): { readonly granted: PerPriority; readonly turn: number } {
  const left = { ...input.waiting };
  const granted = { high: 0, normal: 0, low: 0 };
  let turn = input.turn % ROTA.length;
  for (let permit = 0; permit < input.permits; permit += 1) {
    const scheduled = ROTA[turn] ?? "high";
    const taken = left[scheduled] > 0 ? scheduled : PRIORITIES.find((each) => left[each] > 0);
    if (taken === undefined) {
      break;
    }
    left[taken] -= 1;
    granted[taken] += 1;
    turn = (turn + 1) % ROTA.length;
  }
  return { granted, turn };
}
