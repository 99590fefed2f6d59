/** The time in ms since the epoch, as an argument wherever time matters. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** Resolves after so many ms, at once for none. */
export async function systemPause(ms: number): Promise<void> {
  if (ms > 0) {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** RFC 3339 in UTC, the form of every time in the API. */
export function toRfc3339(ms: number): string {
  return new Date(ms).toISOString();
}

/** The same of a time that may not have come. */
export function toRfc3339OrNull(ms: number | null): string | null {
  return ms === null ? null : toRfc3339(ms);
}
