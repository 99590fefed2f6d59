export interface Lanes {
  /** Calls that may be under way at once. */
  readonly lanes: number;
  /** How long each takes, ms. */
  readonly callMs: number;
  /** How late one may begin that might begin at once, ms. */
  readonly useWithinMs: number;
  /** How much later than its own moment one may begin that was booked ahead, ms. */
  readonly promptMs: number;
}

/**
 * Which of permits can be used while they hold, when their calls are made in this order.
 * @param startAfterMs when each may be used, in ms from when they were asked for; 0: at once
 */
export function inTime(
  startAfterMs: readonly number[],
  { lanes, callMs, useWithinMs, promptMs }: Lanes,
): readonly boolean[] {
  const freeAt = Array.from({ length: lanes }, () => 0);
  return startAfterMs.map((startMs) => {
    const lane = freeAt.indexOf(Math.min(...freeAt));
    const beginsAt = Math.max(startMs, freeAt[lane] ?? 0);
    const holds = beginsAt <= (startMs === 0 ? useWithinMs : startMs + promptMs);
    if (holds) {
      freeAt[lane] = beginsAt + callMs;
    }
    return holds;
  });
}
