import { type Ceiling, capacityOf, type RateWindow, windowMs } from "./rate-window.ts";

/**
 * GCRA for a window with burst, kept as the debt at one moment. One unit of debt is 1 / (ms of the window) of a permit:
 * a permit owes the window's length in ms and `limit` is paid off each ms, so whole costs stay exact in integers.
 */
export interface BurstUsage {
  readonly kind: "burst";
  /** ms since the epoch: the latest charge. */
  readonly at: number;
  readonly debt: number;
}

/**
 * Charges out of order never count less than the same charges in order: each moves the theoretical arrival time to
 * `max(it, sentAt)` plus its cost, an upper bound of the exact figure whatever the order.
 */
export function chargeBurst(
  window: RateWindow,
  usage: BurstUsage,
  units: number,
  sentAt: number,
): BurstUsage {
  const paid = Math.max(0, sentAt - usage.at) * window.limit;
  return {
    kind: "burst",
    at: Math.max(usage.at, sentAt),
    debt: Math.max(0, usage.debt - paid) + units * windowMs(window),
  };
}

function debtAt(window: RateWindow, usage: BurstUsage, now: number): number {
  return Math.max(0, usage.debt - (now - usage.at) * window.limit);
}

/** Units free at `now`; negative while more is owed than the burst, which a lowered burst can cause. */
export function roomBurst(window: RateWindow, usage: BurstUsage, now: number): number {
  return (capacityOf(window) * windowMs(window) - debtAt(window, usage, now)) / windowMs(window);
}

/** ms until `units` (≤ the burst) fit if nothing more is charged; 0 when they fit now. */
export function waitBurst(window: RateWindow, usage: BurstUsage, units: number, now: number): number {
  const excess = debtAt(window, usage, now) + (units - capacityOf(window)) * windowMs(window);
  return Math.max(0, Math.ceil(excess / window.limit));
}

/** Leaves at most `left` units now and, where that is less than one, none before `resetAt`; never more than there were. */
export function lowerBurst(
  window: RateWindow,
  usage: BurstUsage,
  { left, reserved, resetAt }: Ceiling,
  now: number,
): BurstUsage {
  const capacity = capacityOf(window) - reserved;
  const owedNow = (capacity - left) * windowMs(window);
  const owedUntilReset = (capacity - 1) * windowMs(window) + (resetAt - now) * window.limit;
  const owed = left < 1 ? Math.max(owedNow, owedUntilReset) : owedNow;
  return owed > debtAt(window, usage, now) ? { kind: "burst", at: now, debt: owed } : usage;
}
