import { parseHttpDate } from "./http-date.ts";

/** No wait is believed beyond a day: after it the provider is asked again. */
export const MAX_WAIT_MS = 86_400_000;

/** A number this large is a moment, not a wait of 31 years: seconds since the epoch from here, ms from a thousand times this. */
const EPOCH_SECONDS_FROM = 1_000_000_000;

const DECIMAL = /^\d+(?:\.\d+)?$/;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|us|µs|ns|d|h|m|s))+$/;
const DURATION_PART = /(\d+(?:\.\d+)?)(ms|us|µs|ns|d|h|m|s)/g;
const UNIT_MS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

function clampWait(ms: number): number {
  return Math.min(MAX_WAIT_MS, Math.max(0, Math.ceil(ms)));
}

function waitUntil(moment: number, now: number): number {
  return clampWait(moment - now);
}

/** A moment in a bare number, ms since the epoch; null when the number is too small to be one. */
function epochMs(value: number): number | null {
  if (value < EPOCH_SECONDS_FROM) {
    return null;
  }
  return value < EPOCH_SECONDS_FROM * 1_000 ? value * 1_000 : value;
}

/**
 * Reads `Retry-After` (RFC 9110 section 10.2.3): seconds, also with a fraction, which is rounded up; or an HTTP date. Moments
 * in seconds or ms since the epoch, which some providers send, are understood too.
 * @param now ms since the epoch
 * @returns the wait in ms, 0 for a moment in the past, at most `MAX_WAIT_MS`; null when there is none to be read
 */
export function parseRetryAfter(value: string | null, now: number): number | null {
  const text = value?.trim() ?? "";
  if (DECIMAL.test(text)) {
    const moment = epochMs(Number(text));
    return moment === null ? clampWait(Math.ceil(Number(text)) * 1_000) : waitUntil(moment, now);
  }
  const date = parseHttpDate(text, now);
  return date === null ? null : waitUntil(date, now);
}

/**
 * Reads the end of a window from a reset header in any of the ways providers write it: seconds from now (10, 0.5), seconds or
 * ms since the epoch, a duration (`6m0s`, `250ms`, as Go prints them), an HTTP date, or RFC 3339.
 * @param now ms since the epoch
 * @returns the wait in ms, 0 for a moment in the past, at most `MAX_WAIT_MS`; null when there is none to be read
 */
export function parseReset(value: string | null, now: number): number | null {
  const text = value?.trim() ?? "";
  if (DECIMAL.test(text)) {
    const moment = epochMs(Number(text));
    return moment === null ? clampWait(Number(text) * 1_000) : waitUntil(moment, now);
  }
  if (DURATION.test(text)) {
    return clampWait(durationMs(text));
  }
  const date = RFC_3339.test(text) ? Date.parse(text) : parseHttpDate(text, now);
  return date === null || Number.isNaN(date) ? null : waitUntil(date, now);
}

/** `Please try again in 6m0s.`, `Expected available in 12 seconds.`, `Retry after 1500 ms` */
const SAID =
  /\b(?:try again|retry|available|wait)(?: (?:in|after|for))? (\d{1,9}(?:\.\d{1,6})?)(?: ?(milliseconds?|ms|minutes?|mins?|m|seconds?|secs?|s|hours?|h)((?:\d{1,4}(?:\.\d{1,6})?(?:ms|s|m|h))*)(?![a-z\d])|(?=\s*(?:$|[.,;!?)])))/i;
/** What says more than this is no error's message. */
const MOST_SAID = 2_000;

/**
 * Reads the wait that an error's words name, where no header does; a bare number is taken for seconds.
 * @returns the wait in ms, at most `MAX_WAIT_MS`; null when they name none
 */
export function parseSaidWait(words: string): number | null {
  const [, amount, unit = "s", rest = ""] = SAID.exec(words.slice(0, MOST_SAID)) ?? [];
  if (amount === undefined) {
    return null;
  }
  const isMs = /^m(?:s|illi)/i.test(unit);
  const perUnit = UNIT_MS[isMs ? "ms" : unit.charAt(0).toLowerCase()] ?? 1_000;
  return clampWait(Number(amount) * perUnit + durationMs(rest));
}

function durationMs(text: string): number {
  let sum = 0;
  for (const [, amount, unit = ""] of text.matchAll(DURATION_PART)) {
    sum += Number(amount) * (UNIT_MS[unit] ?? 0);
  }
  return sum;
}
