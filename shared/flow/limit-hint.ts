import { type Outstanding, roomWithLeases } from "./leased-window.ts";
import type { Ceiling } from "./rate-window.ts";
import { windowMs } from "./rate-window.ts";
import { lowerWindow, roomOf, type Tracked, type TrackedWindow } from "./tracked-window.ts";

/** What a response's headers say of one window; null for what they do not say. */
export interface LimitHint {
  /** Which window is meant. Without it: the one with the hint's `limit`, else the shortest. */
  readonly perSeconds: number | null;
  readonly limit: number | null;
  readonly remaining: number | null;
  /** From the moment of the report. */
  readonly resetAfterMs: number | null;
  /** It speaks of the account's windows, whatever class the call was of. */
  readonly ofAccount?: true;
  /** Requests that may be in flight at once; what the hint says beside it of windows is nothing. */
  readonly concurrency?: number;
}

/** Whether a hint speaks of `window`, one of `all`. */
function isMeant(hint: LimitHint, window: Tracked, all: readonly Tracked[]): boolean {
  if (hint.perSeconds !== null) {
    return window.window.perSeconds === hint.perSeconds;
  }
  const named = all.find((other) => other.window.limit === hint.limit);
  const shortest = all.reduce((a, b) => (b.window.perSeconds < a.window.perSeconds ? b : a), window);
  return window === (named ?? shortest);
}

/** Applies what the provider says of its windows. It can lower a window below what is configured, never raise it above. */
export function applyHint(
  all: readonly Tracked[],
  { hint, outstanding }: { readonly hint: LimitHint; readonly outstanding: Outstanding },
  now: number,
): readonly Tracked[] {
  return all.map((tracked) => {
    if (!isMeant(hint, tracked, all)) {
      return tracked;
    }
    const { window } = tracked;
    const state = { ...tracked.state, learnedLimit: learnedLimit(hint, tracked) };
    if (hint.remaining === null) {
      return { window, state };
    }
    const resetAt = now + (hint.resetAfterMs ?? windowMs(window));
    return { window, state: lowerTo({ window, state }, { left: hint.remaining, resetAt, outstanding }, now) };
  });
}

function learnedLimit(hint: LimitHint, { window, state }: Tracked): number | null {
  if (hint.perSeconds === null || hint.limit === null || hint.limit < 1) {
    return state.learnedLimit;
  }
  return hint.limit < window.limit ? hint.limit : null;
}

/** Leaves at most `left` units beside those outstanding, until `resetAt`. */
export function lowerTo(
  tracked: Tracked,
  { left, resetAt, outstanding }: Omit<Ceiling, "reserved"> & { readonly outstanding: Outstanding },
  now: number,
): TrackedWindow {
  const reserved = roomOf(tracked, now) - roomWithLeases(tracked, outstanding, now);
  return lowerWindow(tracked, { left, reserved, resetAt }, now);
}
