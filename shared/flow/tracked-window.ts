import { type BurstUsage, chargeBurst, lowerBurst, roomBurst, waitBurst } from "./burst-window.ts";
import { type Ceiling, capacityOf, type RateWindow } from "./rate-window.ts";
import {
  chargeSliding,
  forgetSliding,
  lowerSliding,
  roomSliding,
  type SlidingUsage,
  waitSliding,
} from "./sliding-window.ts";

/** What is remembered of one window. */
export interface TrackedWindow {
  readonly perSeconds: number;
  /** The class of requests that it counts; all of them where left out. */
  readonly class?: string;
  /** A lower limit than the configured one, as the provider's headers gave it. */
  readonly learnedLimit: number | null;
  readonly usage: SlidingUsage | BurstUsage;
}

/** A window and what is remembered of it. */
export interface Tracked {
  readonly window: RateWindow;
  readonly state: TrackedWindow;
}

function unused(window: RateWindow): TrackedWindow {
  return {
    perSeconds: window.perSeconds,
    ...(window.class === undefined ? {} : { class: window.class }),
    learnedLimit: null,
    usage: window.burst === undefined ? { kind: "sliding", slots: [] } : { kind: "burst", at: 0, debt: 0 },
  };
}

function withUsage(state: TrackedWindow, usage: TrackedWindow["usage"]): TrackedWindow {
  return { ...state, usage };
}

export function chargeWindow({ window, state }: Tracked, units: number, sentAt: number): TrackedWindow {
  const { usage } = state;
  return withUsage(
    state,
    usage.kind === "sliding"
      ? chargeSliding(window, usage, units, sentAt)
      : chargeBurst(window, usage, units, sentAt),
  );
}

/** Units free at `now`. */
export function roomOf({ window, state: { usage } }: Tracked, now: number): number {
  return usage.kind === "sliding" ? roomSliding(window, usage, now) : roomBurst(window, usage, now);
}

function usedOf(tracked: Tracked, now: number): number {
  const { window, state } = tracked;
  return (state.usage.kind === "sliding" ? window.limit : capacityOf(window)) - roomOf(tracked, now);
}

/** ms until `units` are free if nothing more is charged. */
export function waitOf({ window, state: { usage } }: Tracked, units: number, now: number): number {
  return usage.kind === "sliding"
    ? waitSliding(window, usage, units, now)
    : waitBurst(window, usage, units, now);
}

export function lowerWindow({ window, state }: Tracked, ceiling: Ceiling, now: number): TrackedWindow {
  const { usage } = state;
  return withUsage(
    state,
    usage.kind === "sliding"
      ? lowerSliding(window, usage, ceiling, now)
      : lowerBurst(window, usage, ceiling, now),
  );
}

export function forgetPast(state: TrackedWindow, now: number): TrackedWindow {
  return state.usage.kind === "sliding" ? withUsage(state, forgetSliding(state.usage, now)) : state;
}

/**
 * Units that one permit of `cost` takes: more than its cost while the pace (0 < pace ≤ 1) or a learned limit slows the
 * window down, never more than the window can hold. Never less than its cost, which is why slowing down cannot break a limit.
 */
export function unitsPerPermit({ window, state }: Tracked, cost: number, pace: number): number {
  const learned = Math.min(state.learnedLimit ?? window.limit, window.limit);
  return Math.max(cost, Math.min(capacityOf(window), (cost * window.limit) / learned / pace));
}

/**
 * The states of `windows`, kept by length, class and form, those of several alike by their order; a window that is new begins
 * unused, one that changed its form keeps its use.
 */
export function trackWindows(
  windows: readonly RateWindow[],
  states: readonly TrackedWindow[],
  now: number,
): readonly Tracked[] {
  return windows.map((window, index) => {
    const fresh = unused(window);
    const known = states.filter(
      (state) => state.perSeconds === window.perSeconds && state.class === window.class,
    );
    const before = windows.slice(0, index).filter((earlier) => alike(earlier, window)).length;
    const same = known.filter((state) => state.usage.kind === fresh.usage.kind)[before];
    const other = known[0];
    if (same !== undefined || other === undefined) {
      return { window, state: same ?? fresh };
    }
    const used = usedOf({ window, state: other }, now);
    return { window, state: chargeWindow({ window, state: fresh }, used, now) };
  });
}

function alike(a: RateWindow, b: RateWindow): boolean {
  return (
    a.perSeconds === b.perSeconds &&
    a.class === b.class &&
    (a.burst === undefined) === (b.burst === undefined)
  );
}
