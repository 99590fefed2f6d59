import { LATE_MS, type WaitingLine } from "./deferral.ts";

/**
 * A limit that holds for every key apart: a recipient, a sender's number, a channel. Sends of one key are `perSeconds / limit`
 * apart. With `burst` so many may go within `perSeconds`: each is borrowed, and nothing more goes until all are repaid.
 */
export interface KeyedWindow {
  readonly limit: number;
  readonly perSeconds: number;
  readonly burst?: number;
}

/** What one key owes, and who was told to wait for it. Times in ms since the epoch. */
export interface KeyUse {
  /** When the burst began, at the earliest. */
  readonly from: number;
  /** Permits of it. */
  readonly taken: number;
  /** When all of it is repaid, at the latest. */
  readonly owedUntil: number;
  readonly line?: WaitingLine;
}

/** By the key's name: the window's name, a dot, and whose key it is. */
export type KeyUses = Readonly<Record<string, KeyUse>>;

/** A key that the provider refused, and for how many ms. */
export type ThrottledKey = readonly [name: string, forMs: number];

/** Bounds the state: 80 a second, each to somebody else, keep half of it for six seconds. */
export const MAX_KEYS = 1_000;
/** Keys that owe nothing and are kept for those who wait for them, together with those that owe. */
const MOST_LINES = 500;

/** What a permit owes, in ms: spans are closed, so a ms more than the rate says. */
export function periodOf({ limit, perSeconds }: KeyedWindow): number {
  return Math.ceil((perSeconds * 1_000) / limit) + 1;
}

/** The window that a key is of. */
export function windowOf(
  name: string,
  windows: Readonly<Record<string, KeyedWindow>>,
): KeyedWindow | undefined {
  return windows[name.slice(0, name.indexOf("."))];
}

/** The first moment from `at` on at which a permit that is used by `lateMs` later at the latest may be granted. */
export function freeFrom(
  window: KeyedWindow,
  use: KeyUse | undefined,
  { at, lateMs }: { readonly at: number; readonly lateMs: number },
): number {
  if (use === undefined || use.owedUntil <= at) {
    return at;
  }
  // a burst that was booked ahead has not begun
  const start = Math.max(at, use.from);
  const isInBurst = use.taken < (window.burst ?? 1) && start + lateMs <= use.from + window.perSeconds * 1_000;
  return isInBurst ? start : use.owedUntil;
}

/**
 * A permit that may be sent from `startsAt` until `useBy` counts from the former for the burst and from the latter for what is
 * owed: so whenever it is sent, the next burst begins after all of this one is repaid.
 */
export function chargeKey(
  window: KeyedWindow,
  use: KeyUse | undefined,
  { startsAt, useBy }: { readonly startsAt: number; readonly useBy: number },
): KeyUse {
  const goesOn = use !== undefined && use.owedUntil > startsAt;
  return {
    ...(use?.line === undefined ? {} : { line: use.line }),
    from: goesOn ? use.from : startsAt,
    taken: goesOn ? use.taken + 1 : 1,
    owedUntil: Math.max(goesOn ? use.owedUntil : 0, useBy) + periodOf(window),
  };
}

/** Without one permit for each of `names`, which were not used. */
export function giveBackKeys(
  uses: KeyUses,
  windows: Readonly<Record<string, KeyedWindow>>,
  names: readonly string[],
): KeyUses {
  const next = { ...uses };
  for (const name of names) {
    const [use, window] = [next[name], windowOf(name, windows)];
    if (use !== undefined && window !== undefined && use.taken > 0) {
      next[name] = { ...use, taken: use.taken - 1, owedUntil: use.owedUntil - periodOf(window) };
    }
  }
  return next;
}

/** The provider refused calls of these keys: each owes until then, and its burst is over. */
export function closeKeys(
  uses: KeyUses,
  windows: Readonly<Record<string, KeyedWindow>>,
  { throttled, now }: { readonly throttled: readonly ThrottledKey[]; readonly now: number },
): KeyUses {
  const next = { ...uses };
  for (const [name, forMs] of throttled) {
    const [use, window] = [next[name], windowOf(name, windows)];
    if (window !== undefined) {
      const owedUntil = Math.max(use?.owedUntil ?? 0, now + forMs);
      next[name] = { from: now, ...use, taken: Math.max(use?.taken ?? 0, window.burst ?? 1), owedUntil };
    }
  }
  return next;
}

/** The keys of which there is something to remember at `now`: what has been repaid is as if it had never been. */
export function liveKeys(uses: KeyUses, now: number): KeyUses {
  const all = Object.entries(uses);
  const owing = all.filter(([, { owedUntil }]) => owedUntil > now);
  const awaited = all.filter(
    ([, { owedUntil, line }]) => owedUntil <= now && line !== undefined && now <= line.until + LATE_MS,
  );
  // a line that is forgotten costs those in it another wait, and no limit
  return Object.fromEntries([...owing, ...awaited.slice(0, Math.max(0, MOST_LINES - owing.length))]);
}
