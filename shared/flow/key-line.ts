import { deferrals, NOBODY_WAITS } from "./deferral.ts";
import {
  chargeKey,
  freeFrom,
  type KeyedWindow,
  type KeyUse,
  type KeyUses,
  liveKeys,
  MAX_KEYS,
  periodOf,
  windowOf,
} from "./keyed-window.ts";

/** A permit's keys never need more looks than this to agree on a moment; else it waits for all of them. */
const MOST_LOOKS = 4;

/** One that is refused for its key: which of the ask, which key, and ms until that is free. */
interface Held {
  readonly index: number;
  readonly name: string;
  readonly waitMs: number;
}

/**
 * Those of one ask, each with the names of its keys, as permits are booked for them: who goes first is who comes first among
 * those whose keys are free. Lives for one ask; what it leaves behind is `uses`.
 */
export class KeyLine {
  readonly #windows: Readonly<Record<string, KeyedWindow>>;
  readonly #keys: readonly (readonly string[])[];
  readonly #uses: Map<string, KeyUse>;
  readonly #left: Set<number>;
  /** The indices that have a permit, in the order of the permits. */
  readonly taken: number[] = [];

  /** @param now ms since the epoch */
  constructor(
    uses: KeyUses,
    ask: {
      readonly windows: Readonly<Record<string, KeyedWindow>>;
      readonly keys: readonly (readonly string[])[];
    },
    now: number,
  ) {
    this.#windows = ask.windows;
    this.#keys = ask.keys;
    this.#uses = new Map(Object.entries(liveKeys(uses, now)));
    this.#left = new Set(ask.keys.keys());
  }

  get uses(): KeyUses {
    return Object.fromEntries(this.#uses);
  }

  /** Takes up to `most` whose keys are free at `startsAt`; how many. */
  take(most: number, { startsAt, lateMs }: { readonly startsAt: number; readonly lateMs: number }): number {
    const before = this.taken.length;
    for (const index of this.#left) {
      if (this.taken.length - before >= most) {
        break;
      }
      if (this.#free(index, startsAt, lateMs).at === startsAt) {
        for (const name of this.#keys[index] ?? []) {
          const window = windowOf(name, this.#windows);
          if (window !== undefined) {
            const use = chargeKey(window, this.#uses.get(name), { startsAt, useBy: startsAt + lateMs });
            this.#uses.set(name, use);
          }
        }
        this.#left.delete(index);
        this.taken.push(index);
      }
    }
    return this.taken.length - before;
  }

  /** The first moment from `at` on at which one of those left may go; Infinity where nobody is left. */
  next(at: number, lateMs: number): number {
    return Math.min(
      Number.POSITIVE_INFINITY,
      ...[...this.#left].map((one) => this.#free(one, at, lateMs).at),
    );
  }

  /** Those left whose keys are not free before `until`, and those whose keys would be. */
  refused(now: number, until: number, lateMs: number): { readonly held: Held[]; readonly others: number[] } {
    const held: Held[] = [];
    const others: number[] = [];
    for (const index of this.#left) {
      const { at, name } = this.#free(index, now, lateMs);
      if (at > until) {
        held.push({ index, name, waitMs: at - now });
      } else {
        others.push(index);
      }
    }
    return { held, others };
  }

  /** Gives those held places in the lines of their keys; how long each waits, in ms, in their order. */
  defer(
    held: readonly Held[],
    { density, now }: { readonly density: number; readonly now: number },
  ): number[] {
    const waits = new Map<number, number>();
    for (const [name, ofKey] of Map.groupBy(held, (one) => one.name)) {
      const [use, window] = [this.#uses.get(name), windowOf(name, this.#windows)];
      const waitMs = ofKey[0]?.waitMs ?? 0;
      const asked = this.#keys.filter((names) => names.includes(name)).length;
      const refused = { asked, refused: ofKey.length, waitMs, urgent: use === undefined };
      const spacingMs = window === undefined ? 0 : periodOf(window) * density;
      const { deferredMs, line } = deferrals(use?.line ?? NOBODY_WAITS, { ...refused, spacingMs }, now);
      for (const [place, { index }] of ofKey.entries()) {
        waits.set(index, deferredMs[place] ?? waitMs);
      }
      if (use !== undefined) {
        this.#uses.set(name, { ...use, line });
      }
    }
    return held.map(({ index, waitMs }) => waits.get(index) ?? waitMs);
  }

  #free(index: number, from: number, lateMs: number): { readonly at: number; readonly name: string } {
    let [at, name] = [from, ""];
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const before = at;
      for (const one of this.#keys[index] ?? []) {
        const free = this.#freeKey(one, at, lateMs);
        [at, name] = free > at ? [free, one] : [at, name];
      }
      if (at === before) {
        return { at, name };
      }
    }
    const owed = (this.#keys[index] ?? []).map((one) => this.#uses.get(one)?.owedUntil ?? 0);
    return { at: Math.max(at, ...owed), name };
  }

  #freeKey(name: string, at: number, lateMs: number): number {
    const [use, window] = [this.#uses.get(name), windowOf(name, this.#windows)];
    if (window === undefined) {
      return at;
    }
    if (use === undefined && this.#uses.size >= MAX_KEYS) {
      return Math.max(at, Math.min(...[...this.#uses.values()].map(({ owedUntil }) => owedUntil)));
    }
    return freeFrom(window, use, { at, lateMs });
  }
}
