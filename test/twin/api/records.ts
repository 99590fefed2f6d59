import type { JsonObject } from "../sender.ts";

const CAPACITY = 100_000;

/** What a provider has done: exactly once is judged by these. */
export interface Effect {
  /** ISO 8601 */
  readonly at: string;
  readonly provider: string;
  readonly account: string;
  readonly action: string;
  /** The provider's id of what was made. */
  readonly id: string;
  /** The idempotency key, or what the caller put into the request to find it again. */
  readonly reference: string | null;
  /** The request's parameters, long texts cut. */
  readonly summary: unknown;
}

export interface RecordedEffect extends Effect {
  /** What was made, whole. */
  readonly object: JsonObject;
}

/** A request to a provider, with its credentials blotted out. */
export interface Exchange {
  /** ISO 8601 */
  readonly at: string;
  readonly provider: string;
  /** null: no credential that holds. */
  readonly account: string | null;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fault: string | null;
  /** `open` until it ended; `unanswered`: the caller gave up; `cut`: the socket was destroyed. */
  readonly end: "open" | "answered" | "unanswered" | "cut";
  readonly status: number | null;
  readonly durationMs: number | null;
  /** What a refusal said. */
  readonly refusal: string | null;
}

/** Entries by provider, oldest first, the latest 100,000. */
export interface Ledger<T extends { readonly provider: string }> {
  add(entry: T): void;
  list(provider?: string): readonly T[];
  clear(provider?: string): void;
}

export function createLedger<T extends { readonly provider: string }>(): Ledger<T> {
  let entries: T[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length > CAPACITY) {
        entries.shift();
      }
    },
    list: (provider) => entries.filter((entry) => provider === undefined || entry.provider === provider),
    clear(provider) {
      entries = entries.filter((entry) => provider !== undefined && entry.provider !== provider);
    },
  };
}
