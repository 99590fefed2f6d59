import type { LimitHint } from "./limit-hint.ts";
import { parseReset } from "./retry-after.ts";

/** A hint with the name of the policy it belongs to, where the header names one. */
export interface RateLimitReading extends LimitHint {
  readonly name: string | null;
}

/** Commas and semicolons inside quotes separate nothing. */
const MEMBER = /(?:"[^"]*"|[^,"])+/g;
const PARAMETER = /(?:"[^"]*"|[^;"])+/g;

function isPair(text: string): boolean {
  return text.includes("=") && !text.startsWith('"');
}

function count(value: string | undefined): number | null {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}

function wait(value: string | undefined, now: number): number | null {
  return value === undefined ? null : parseReset(value, now);
}

function pairsOf(parts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parts.map((part) => {
      const [key = "", ...rest] = part.split("=");
      return [key.trim().toLowerCase(), rest.join("=").trim()];
    }),
  );
}

/**
 * Reads the `RateLimit` header of draft-ietf-httpapi-ratelimit-headers: the structured list (`"default";r=50;t=30`) of the
 * later drafts, also with the `q` and `w` of `RateLimit-Policy`, and the dictionary (`limit=100, remaining=0, reset=10`) of
 * the earlier ones. Parts that say nothing known are passed over.
 * @param now ms since the epoch
 * @returns one reading per policy; none for anything else
 */
export function parseRateLimit(value: string | null, now: number): readonly RateLimitReading[] {
  const members = [...(value ?? "").matchAll(MEMBER)].map(([member]) =>
    [...member.matchAll(PARAMETER)].map(([part]) => part.trim()),
  );
  const pairs = members.map(([first = ""]) => first).filter(isPair);
  const items = members.filter(([first = ""]) => !isPair(first));
  const readings = items.map((item) => itemReading(item, now));
  return [dictionaryReading(pairsOf(pairs), now), ...readings].filter(saysSomething);
}

function itemReading([name = "", ...parameters]: readonly string[], now: number): RateLimitReading {
  const { q, r, t, w } = pairsOf(parameters);
  return {
    name: name.replaceAll('"', ""),
    perSeconds: count(w),
    limit: count(q),
    remaining: count(r),
    resetAfterMs: wait(t, now),
  };
}

function dictionaryReading(pairs: Readonly<Record<string, string>>, now: number): RateLimitReading {
  return {
    name: null,
    perSeconds: null,
    limit: count(pairs.limit),
    remaining: count(pairs.remaining),
    resetAfterMs: wait(pairs.reset, now),
  };
}

function saysSomething({ limit, remaining, resetAfterMs }: RateLimitReading): boolean {
  return limit !== null || remaining !== null || resetAfterMs !== null;
}
