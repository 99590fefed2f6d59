/** How much of an older measure is believed when a newer one is shorter. */
const KEPT = 0.9;
/** Timers and the way from one turn to the next. */
const LEAST_MS = 20;

/** How long this isolate's calls of gates take, at most, as of late; in ms. */
let longestMs = 0;

export function noteRoundTrip(ms: number): void {
  longestMs = Math.max(ms, longestMs * KEPT);
}

/**
 * How late a permit for a moment to come may be used by a consumer who only knows that the gate's clock stood somewhere
 * between its call and the answer, in ms.
 */
export function promptMs(): number {
  return LEAST_MS + 2 * longestMs;
}
