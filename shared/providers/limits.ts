/** At most `limit` in any span of `perSeconds`; with `burst`, at most `burst + limit × t / perSeconds` in any span t. */
export interface LimitWindow {
  readonly limit: number;
  readonly perSeconds: number;
  readonly burst?: number;
}

export interface Limits {
  /** Of all requests together. */
  readonly windows: readonly LimitWindow[];
  /** Windows of one kind of requests, beside those of all: endpoints, methods or media that the provider counts apart. */
  readonly classes?: Readonly<Record<string, { readonly windows: readonly LimitWindow[] }>>;
  /** Windows of one application, which all accounts that are called as it share. */
  readonly parent?: {
    readonly windows: readonly LimitWindow[];
    /** The application, where a credential names it; the OAuth client where it does not. */
    readonly app?: (credentials: Readonly<Record<string, string>>) => string | null;
  };
  /** The class of calls that name none: the strictest that they could be of. */
  readonly otherClass?: string;
  /** Requests in flight at once. */
  readonly concurrency?: number;
  readonly scope: "account" | "token" | "endpoint" | "number";
  /** Where the provider says how much is left: one place, or one for each of several windows. */
  readonly headers?: LimitHeaders | readonly LimitHeaders[];
}

/** A place where answers say what is left of a window; its values are read in any of the usual forms. */
export type LimitHeaders =
  /** A header for each figure. */
  | {
      readonly limit?: string;
      readonly remaining: string;
      /** Without one the window is taken to begin with the answer. */
      readonly reset?: string;
      /** The window they speak of; without it the one with their `limit`, else the shortest. */
      readonly perSeconds?: number;
    }
  /** One header in which `name` has what was used of how much, as in `api-usage=18/5000`. */
  | { readonly usage: string; readonly name: string; readonly perSeconds: number }
  /** Meta's JSON of business use cases, with the minutes until calls are taken again. */
  | { readonly businessUsage: string };
