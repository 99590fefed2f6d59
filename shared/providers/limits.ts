import type { Call } from "./action.ts";

/** At most `limit` in any span of `perSeconds`; with `burst`, at most `burst + limit × t / perSeconds` in any span t. */
export interface LimitWindow {
  readonly limit: number;
  readonly perSeconds: number;
  readonly burst?: number;
}

/** What tells how a job's call is limited. */
export interface LimitedJob extends Pick<Call, "credentials" | "config"> {
  readonly action: string;
  readonly input: unknown;
}

/** One kind of calls, which the provider counts apart: endpoints, methods or media. */
export interface LimitClass {
  readonly windows: readonly LimitWindow[];
  /** Permits that one of them takes, in these windows and in the account's; 1 by default. */
  readonly weight?: number;
  /** The actions that make such calls, beside those that name it as their `limitClass`. */
  readonly actions?: readonly string[];
  /** Calls through the proxy that are of it; `path` is matched against what follows the API's base, without the query. */
  readonly calls?: readonly { readonly methods?: readonly string[]; readonly path: RegExp }[];
}

/** A limit that holds for each recipient, sender or channel apart: one send in `perSeconds / limit`. */
export interface LimitKey {
  readonly limit: number;
  readonly perSeconds: number;
  /** So many may go within `perSeconds`, borrowed: nothing more until all are repaid. */
  readonly burst?: number;
  /** Whose permit the call takes; null: nobody's. */
  readonly keyOf: (job: LimitedJob) => string | null;
}

export interface Limits {
  /** Of all requests together. */
  readonly windows: readonly LimitWindow[];
  /** Windows of one kind of requests, beside those of all. Of a call that is of several the first counts. */
  readonly classes?: Readonly<Record<string, LimitClass>>;
  /** The class of an action whose input decides it; null: as `classes` say. */
  readonly classOf?: (job: LimitedJob) => string | null;
  readonly keyed?: Readonly<Record<string, LimitKey>>;
  /** Windows of one application, which all accounts that are called as it share. */
  readonly parent?: {
    readonly windows: readonly LimitWindow[];
    /** The application, where a credential names it; the OAuth client where it does not. */
    readonly app?: (credentials: Readonly<Record<string, string>>) => string | null;
  };
  /** The class of calls that are of none: the strictest that they could be of. */
  readonly otherClass?: string;
  /** Requests in flight at once. */
  readonly concurrency?: number;
  readonly scope: "account" | "token" | "endpoint" | "number";
  /** Where the provider says how much is left: one place, or one for each of several windows. */
  readonly headers?: LimitHeaders | readonly LimitHeaders[];
}

/** Checks a provider's limits, where they have a file of their own, and keeps their literal types. */
export function defineLimits<const L extends Limits>(limits: L): L {
  return limits;
}

/** A place where answers say what is left of a window; its values are read in any of the usual forms. */
export type LimitHeaders =
  /** A header for each figure. */
  | {
      readonly limit?: string;
      readonly remaining: string;
      /** Without one the window is taken to begin with the answer. */
      readonly reset?: string;
      /** The header with the length of the window in ms: where no end is said, it ends then at the latest. */
      readonly intervalMs?: string;
      /** The window they speak of; without it the one with their `limit`, else the shortest. */
      readonly perSeconds?: number;
      /** They speak of the account's windows, also in the answer to a call of a class. */
      readonly ofAccount?: true;
    }
  /** A header with how many requests may be in flight at once. */
  | { readonly concurrency: string }
  /** Headers with a dictionary each, as Python prints it: `{'minute': 99}`. */
  | { readonly remainingByPeriod: string; readonly limitByPeriod: string }
  /** One header in which `name` has what was used of how much, as in `api-usage=18/5000`. */
  | { readonly usage: string; readonly name: string; readonly perSeconds: number }
  /** Meta's JSON of business use cases, with the minutes until calls are taken again. */
  | { readonly businessUsage: string };
