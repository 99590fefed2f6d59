import type { RateWindow } from "./rate-window.ts";

/** A job is not told to wait longer than this: it asks again, and limits may have changed. */
const MAX_DEFERRAL_MS = 86_400_000;
/** What a job waits where nobody knows how long. */
const UNKNOWN_WAIT_MS = 30_000;

/**
 * How long each of `count` refused jobs had best wait before it asks again: spaced at the slowest window's pace, behind
 * the `horizon` up to which others were told to wait, so that ten thousand jobs ask about once each instead of all at
 * once. Urgent ones wait for the next permit alone and leave the horizon as it is.
 * @param input.waitMs ms until the next permit; null when unknown
 * @param input.horizon ms since the epoch
 * @param input.now ms since the epoch
 */
export function deferrals(input: {
  readonly count: number;
  readonly waitMs: number | null;
  readonly windows: readonly RateWindow[];
  readonly urgent: boolean;
  readonly horizon: number;
  readonly now: number;
}): { readonly deferredMs: readonly number[]; readonly horizon: number } {
  const { count, windows, urgent, horizon, now } = input;
  const waitMs = input.waitMs ?? UNKNOWN_WAIT_MS;
  if (count <= 0) {
    return { deferredMs: [], horizon };
  }
  if (urgent) {
    return { deferredMs: Array.from({ length: count }, () => waitMs), horizon };
  }
  const spacingMs = Math.max(0, ...windows.map(({ limit, perSeconds }) => (perSeconds * 1_000) / limit));
  const first = Math.max(now + waitMs, Math.min(horizon, now + MAX_DEFERRAL_MS));
  return {
    deferredMs: Array.from({ length: count }, (_, index) =>
      Math.ceil(Math.min(MAX_DEFERRAL_MS, first - now + index * spacingMs)),
    ),
    horizon: Math.min(now + MAX_DEFERRAL_MS, first + count * spacingMs),
  };
}
