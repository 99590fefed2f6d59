import type { TimestampRule } from "./scheme.ts";

export type TimestampUnit = TimestampRule["unit"];

/** A sender's time in ms since the epoch, known to `stepMs`: a second where the sender cut the fraction off. */
export interface Instant {
  readonly at: number;
  readonly stepMs: 1 | 1000;
}

/** The lengths tell seconds from milliseconds for every date from 1973 to 5138, so that a mistaken unit shows as such. */
const parsers: Record<TimestampUnit, (text: string) => Instant | null> = {
  s: (text) => (/^\d{1,11}$/.test(text) ? { at: Number(text) * 1000, stepMs: 1000 } : null),
  ms: (text) => (/^\d{12,15}$/.test(text) ? { at: Number(text), stepMs: 1 } : null),
  iso: parseRfc3339,
};

const timestampForms: Record<TimestampUnit, string> = {
  s: "seconds since 1970 in digits",
  ms: "milliseconds since 1970 in digits",
  iso: "a date and time by RFC 3339",
};

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,12})?(Z|[+-]\d{2}:\d{2})$/;

/** Null where the text is not a time in this unit. */
export function parseTimestamp(text: string, unit: TimestampUnit): Instant | null {
  return parsers[unit](text);
}

/** The form of a timestamp for a person. */
export function describeTimestamp(unit: TimestampUnit): string {
  return timestampForms[unit];
}

/**
 * Whether a time lies within the rule's window around `now` (ms since the epoch), both ends included.
 * The clock is cut to the sender's precision first, as vendors' libraries do: 300.9 s after a whole second is 300 s.
 */
export function isFresh(instant: Instant, rule: TimestampRule, now: number): boolean {
  const age = Math.floor(now / instant.stepMs) * instant.stepMs - instant.at;
  return age <= rule.pastSeconds * 1000 && -age <= rule.futureSeconds * 1000;
}

/** RFC 3339 section 5.6, whose letters may be lower case; without its leap seconds, which have no time since the epoch. */
function parseRfc3339(text: string): Instant | null {
  const upper = text.toUpperCase();
  const match = RFC3339.exec(upper);
  if (match === null || Number(upper.slice(8, 10)) > daysInMonth(upper)) {
    return null;
  }
  const at = Date.parse(upper);
  return Number.isNaN(at) ? null : { at, stepMs: match[1] === undefined ? 1000 : 1 };
}

/** `Date.parse` alone would take 30 February for 2 March. */
function daysInMonth(date: string): number {
  return new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();
}
