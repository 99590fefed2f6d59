import type { BucketLimits } from "../../../shared/flow/bucket-state.ts";

/**
 * When a sender who knew everything would have sent each of `count` requests, ms from the first: as early as every window
 * allows. Spans are closed, so a send leaves its window one ms after the window's length.
 */
export function idealTimes({ windows }: BucketLimits, count: number): readonly number[] {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const previous = times.at(-1) ?? 0;
    times.push(
      Math.max(
        previous,
        ...windows.map(({ limit, perSeconds, burst }) =>
          burst === undefined
            ? (times[index - limit] ?? Number.NEGATIVE_INFINITY) + perSeconds * 1_000 + 1
            : Math.ceil(((index + 1 - burst) * perSeconds * 1_000) / limit),
        ),
      ),
    );
  }
  return times;
}
