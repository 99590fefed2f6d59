/**
 * One limit of a provider: without `burst` at most `limit` units in any span of `perSeconds`; with `burst` at most
 * `burst + limit × t / perSeconds` units in any span t. Spans are closed, so two sends exactly `perSeconds` apart share one.
 */
export interface RateWindow {
  readonly limit: number;
  readonly perSeconds: number;
  readonly burst?: number;
  /** Counts the requests of this class alone; every request where left out. */
  readonly class?: string;
}

/** Whether a request of this class, or of none, counts in a window. */
export function countsIn(window: Pick<RateWindow, "class">, requestClass: string | undefined): boolean {
  return window.class === undefined || window.class === requestClass;
}

/** The length of the window in ms. */
export function windowMs(window: RateWindow): number {
  return window.perSeconds * 1_000;
}

/** The most units that the window admits at one instant. */
export function capacityOf(window: RateWindow): number {
  return window.burst ?? window.limit;
}

/** A provider's word that at most `left` units are free until `resetAt` (ms since the epoch). */
export interface Ceiling {
  readonly left: number;
  readonly resetAt: number;
  /** Units granted and not yet reported: free in the usage, and not to be lowered away. */
  readonly reserved: number;
}
