import type { Attempt } from "../model/job.ts";
import { NOT_PROCESSED } from "../model/outcome.ts";

/** Tries that a job's row keeps. */
const LOGGED_ATTEMPTS = 20;

/** Before a key's end: what is sent by then has arrived by then. */
const KEY_MARGIN_MS = 60_000;

/** The connection whose provider knows a job's key. */
export interface KeyHolder {
  readonly provider: string;
  readonly connectionId: string | null;
}

/** What tries came to that were refused, or turned away before anything was done; and what is no try. */
export const HARMLESS_OUTCOMES: ReadonlySet<string> = new Set([
  "refused",
  "throttle",
  "reauthorise",
  "redriven",
]);

/** Whether a try may have had an effect. */
function mayHaveActed({ outcome, httpStatus }: Attempt): boolean {
  const isTurnedAway = outcome === "retry" && httpStatus !== null && NOT_PROCESSED.has(httpStatus);
  return !HARMLESS_OUTCOMES.has(outcome) && !isTurnedAway;
}

/** Whether no try of a job had an effect, anywhere: only then may it take another way. */
export function surelyDidNotAct(log: readonly Attempt[]): boolean {
  return !log.some(mayHaveActed);
}

/**
 * When the first try began that may have acted under the key that a provider holds, ms since the epoch; null where there
 * was none. What a person had sent again in spite of a doubt begins anew.
 */
export function keyUsedAt(log: readonly Attempt[], { provider, connectionId }: KeyHolder): number | null {
  const first = sinceRedriven(log).find(
    (attempt) =>
      mayHaveActed(attempt) &&
      (attempt.provider ?? provider) === provider &&
      (attempt.connectionId === undefined || attempt.connectionId === connectionId),
  );
  return first === undefined ? null : Date.parse(first.at);
}

/** What was tried since a person had the job sent again in spite of a doubt, if one ever did. */
export function sinceRedriven(log: readonly Attempt[]): readonly Attempt[] {
  return log.slice(log.findLastIndex(({ outcome }) => outcome === "redriven") + 1);
}

/** When the first try began that may have acted, anywhere, ms since the epoch; null where there was none. */
export function firstDoubtAt(log: readonly Attempt[]): number | null {
  const first = sinceRedriven(log).find(mayHaveActed);
  return first === undefined ? null : Date.parse(first.at);
}

/**
 * Whether the provider may have forgotten, at a time, a key that was first used at another, both ms since the epoch:
 * the same request could then act twice.
 */
export function keyForgotten(
  action: { readonly idempotency: "key" | "none"; readonly keyLifetimeSeconds?: number },
  usedAt: number | null,
  at: number,
): boolean {
  return (
    usedAt !== null &&
    action.idempotency === "key" &&
    action.keyLifetimeSeconds !== undefined &&
    at + KEY_MARGIN_MS > usedAt + action.keyLifetimeSeconds * 1_000
  );
}

/**
 * Whether a job's next try is only to ask the provider what the one before it came to: that one is in doubt, and another
 * could act twice or would bring the same answer.
 */
export function looksOnly(
  action: { readonly idempotency: "key" | "none"; readonly lookup?: object },
  log: readonly Attempt[],
): boolean {
  if (action.lookup === undefined) {
    return false;
  }
  const last = sinceRedriven(log).findLast(mayHaveActed)?.outcome;
  return last === "uncertain" || (last === "interrupted" && action.idempotency === "none");
}

/** A job's log with one more try; of a long one the tries go first that prove nothing, and the first doubt never. */
export function logged(log: readonly Attempt[], attempt: Attempt): Attempt[] {
  const kept = [...log, attempt];
  while (kept.length > LOGGED_ATTEMPTS) {
    const harmless = kept.findIndex((entry) => !mayHaveActed(entry) && entry.outcome !== "redriven");
    kept.splice(harmless === -1 ? 1 : harmless, 1);
  }
  return kept;
}
