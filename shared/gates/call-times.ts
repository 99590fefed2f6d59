/** How much longer than what was seen a call is taken to be while none is that quick any more. */
const GROWTH = 1.1;
/** So that it grows from nothing, ms. */
const STEP_MS = 1;

/** How long the quickest of this isolate's calls of each provider took as of late, ms. */
const quickest = new Map<string, number>();

export function noteCall(provider: string, durationMs: number): void {
  const known = quickest.get(provider);
  quickest.set(provider, Math.min(durationMs, known === undefined ? durationMs : known * GROWTH + STEP_MS));
}

/** What a call of the provider takes at least, ms; 0 where none was made by this isolate. */
export function callMs(provider: string): number {
  return quickest.get(provider) ?? 0;
}
