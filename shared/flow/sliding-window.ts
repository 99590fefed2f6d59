import { type Ceiling, type RateWindow, windowMs } from "./rate-window.ts";

/** `units` that are held up to and including `until` (ms since the epoch). */
export type Slot = readonly [until: number, units: number];

/** The log of a window without burst: slots by rising `until`, at most one per cell, so about 120 however high the limit. */
export interface SlidingUsage {
  readonly kind: "sliding";
  readonly slots: readonly Slot[];
}

/** Charges that end in the same cell end together at the latest of them: never early, and late by 1/120 window at most. */
const CELLS_PER_WINDOW = 120;

function cellOf(window: RateWindow, until: number): number {
  return Math.floor(until / Math.ceil(windowMs(window) / CELLS_PER_WINDOW));
}

function hold(window: RateWindow, usage: SlidingUsage, [until, units]: Slot): SlidingUsage {
  const { slots } = usage;
  const cell = cellOf(window, until);
  const index = slots.findLastIndex(([other]) => cellOf(window, other) <= cell);
  const before = slots[index];
  if (before !== undefined && cellOf(window, before[0]) === cell) {
    const merged: Slot = [Math.max(before[0], until), before[1] + units];
    return { kind: "sliding", slots: slots.with(index, merged) };
  }
  return { kind: "sliding", slots: slots.toSpliced(index + 1, 0, [until, units]) };
}

/** Units sent at `sentAt` are held until no closed span of the window that contains them can contain a later moment. */
export function chargeSliding(
  window: RateWindow,
  usage: SlidingUsage,
  units: number,
  sentAt: number,
): SlidingUsage {
  return hold(window, usage, [sentAt + windowMs(window), units]);
}

/** Units free at `now`; negative while more is held than the limit, which a lowered limit can cause. */
export function roomSliding(window: RateWindow, usage: SlidingUsage, now: number): number {
  return window.limit - usage.slots.reduce((sum, [until, units]) => (until < now ? sum : sum + units), 0);
}

/** ms until `units` (≤ the limit) fit if nothing more is charged; 0 when they fit now. */
export function waitSliding(window: RateWindow, usage: SlidingUsage, units: number, now: number): number {
  let room = roomSliding(window, usage, now);
  let freeFrom = now;
  for (const [until, held] of usage.slots) {
    if (room >= units) {
      break;
    }
    if (until >= now) {
      room += held;
      freeFrom = until + 1;
    }
  }
  return freeFrom - now;
}

/** Leaves at most `left` units until `resetAt`; never more than there were. */
export function lowerSliding(
  window: RateWindow,
  usage: SlidingUsage,
  { left, reserved, resetAt }: Ceiling,
  now: number,
): SlidingUsage {
  const surplus = roomSliding(window, usage, now) - reserved - left;
  return surplus > 0 ? hold(window, usage, [resetAt - 1, surplus]) : usage;
}

/** Drops the slots that hold nothing any more. */
export function forgetSliding(usage: SlidingUsage, now: number): SlidingUsage {
  return { kind: "sliding", slots: usage.slots.filter(([until]) => until >= now) };
}
