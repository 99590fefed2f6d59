const SLICE_MS = 10_000;
const SLICES = 6;
const WINDOW_MS = SLICE_MS * SLICES;

/** Calls of one slice of ten seconds. */
interface Slice {
  /** Number of the slice since the epoch. */
  readonly index: number;
  readonly calls: number;
  readonly failures: number;
}

/** The calls of the last minute that count, in six slices that pass with the time, whether or not there are calls. */
export interface Tally {
  readonly slices: readonly Slice[];
  readonly consecutiveFailures: number;
  /** ms since the epoch; 0 when there was none. */
  readonly lastFailureAt: number;
}

export const EMPTY_TALLY: Tally = { slices: [], consecutiveFailures: 0, lastFailureAt: 0 };

/** The tally with one more call; a run of failures ends with a success, or when a minute passes between two of them. */
export function count(tally: Tally, failed: boolean, now: number): Tally {
  const index = Math.floor(now / SLICE_MS);
  const live = tally.slices.filter((slice) => slice.index > index - SLICES);
  const current = live.find((slice) => slice.index === index) ?? { index, calls: 0, failures: 0 };
  const counted = { index, calls: current.calls + 1, failures: current.failures + (failed ? 1 : 0) };
  const isRun = now - tally.lastFailureAt <= WINDOW_MS;
  return {
    slices: [...live.filter((slice) => slice.index !== index), counted],
    consecutiveFailures: failed ? (isRun ? tally.consecutiveFailures : 0) + 1 : 0,
    lastFailureAt: failed ? now : tally.lastFailureAt,
  };
}

/** Calls and failures counted in a tally that was just added to. */
export function totals(tally: Tally): { readonly calls: number; readonly failures: number } {
  return tally.slices.reduce(
    (sum, slice) => ({ calls: sum.calls + slice.calls, failures: sum.failures + slice.failures }),
    { calls: 0, failures: 0 },
  );
}
