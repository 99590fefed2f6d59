import type { BucketLimits, BucketState } from "./bucket-state.ts";
import { KeyLine } from "./key-line.ts";

interface KeyedAsk {
  readonly limits: BucketLimits;
  readonly keys?: readonly (readonly string[])[];
  readonly aheadMs?: number;
  readonly useWithinMs: number;
}

/** Who is told to come back comes a little late: a line denser than the permits leaves none unused. */
export const DENSITY = 0.7;
/** A permit that is booked ahead holds its key also for as long as it may be late: a denser line would ask in vain. */
const KEY_DENSITY = 1.2;

export interface KeyRanking {
  readonly bucket: BucketState;
  /** ms that each of those waits who are held by a key, the last in order. */
  readonly heldMs: readonly number[];
  readonly order?: readonly number[];
}

/** Who has the permits where requests have keys, and who waits: those held by a key behind others of that key alone. */
export function rankByKey(
  bucket: BucketState,
  {
    taken,
    ask: { keys, limits, aheadMs = 0, useWithinMs },
    urgent,
  }: { readonly taken: KeyLine | undefined; readonly ask: KeyedAsk; readonly urgent: boolean },
  now: number,
): KeyRanking {
  if (keys === undefined) {
    return { bucket, heldMs: [] };
  }
  const line = taken ?? new KeyLine(bucket.keys ?? {}, { windows: limits.keyed ?? {}, keys }, now);
  const { held, others } = line.refused(now, now + aheadMs, useWithinMs);
  const order = [...line.taken, ...others, ...held.map(({ index }) => index)];
  if (urgent || held.length === 0) {
    return { bucket, heldMs: held.map(({ waitMs }) => waitMs), order };
  }
  const heldMs = line.defer(held, { density: aheadMs > 0 ? KEY_DENSITY : 1, now });
  return { bucket: { ...bucket, keys: line.uses }, heldMs, order };
}
