import type { LimitHint } from "../flow/limit-hint.ts";
import { parseRateLimit } from "../flow/rate-limit-header.ts";
import { parseReset } from "../flow/retry-after.ts";
import { at, integerOf } from "../model/read.ts";
import type { LimitHeaders, ProviderDefinition } from "../providers/define.ts";

/** What a provider's headers say is left of its limits; they can only lower what is granted. */
export function readHints(
  { limits }: Pick<ProviderDefinition, "limits">,
  headers: Headers,
  now: number,
): readonly LimitHint[] {
  const places = limits?.headers;
  const found = [places ?? []].flat().flatMap((place) => hintsOf(place, headers, now));
  return found.length > 0 ? found : parseRateLimit(headers.get("ratelimit"), now);
}

function hintsOf(place: LimitHeaders, headers: Headers, now: number): readonly LimitHint[] {
  if ("usage" in place) {
    return usageHints(place, headers.get(place.usage));
  }
  if ("businessUsage" in place) {
    return businessHints(headers.get(place.businessUsage));
  }
  if ("concurrency" in place) {
    const concurrency = numberOf(headers.get(place.concurrency)) ?? 0;
    // of none nothing could ever be learnt again
    return concurrency < 1
      ? []
      : [{ perSeconds: null, limit: null, remaining: null, resetAfterMs: null, concurrency }];
  }
  if ("remainingByPeriod" in place) {
    return periodHints(headers.get(place.remainingByPeriod), headers.get(place.limitByPeriod));
  }
  const remaining = numberOf(headers.get(place.remaining));
  if (remaining === null) {
    return [];
  }
  const resetAfterMs = place.reset === undefined ? null : parseReset(headers.get(place.reset), now);
  const intervalMs = place.intervalMs === undefined ? null : numberOf(headers.get(place.intervalMs));
  return [
    {
      perSeconds: place.perSeconds ?? null,
      limit: place.limit === undefined ? null : numberOf(headers.get(place.limit)),
      remaining,
      resetAfterMs: resetAfterMs ?? intervalMs,
      ...(place.ofAccount === undefined ? {} : { ofAccount: place.ofAccount }),
    },
  ];
}

const USAGE = /(?:^|[\s,;])([\w-]+)=(\d{1,12})\/(\d{1,12})/g;

function usageHints(
  { name, perSeconds }: Extract<LimitHeaders, { usage: string }>,
  value: string | null,
): readonly LimitHint[] {
  const found = [...(value ?? "").matchAll(USAGE)].find(([, named]) => named === name);
  if (found === undefined) {
    return [];
  }
  const [used, limit] = [Number(found[2]), Number(found[3])];
  return [{ perSeconds, limit, remaining: Math.max(0, limit - used), resetAfterMs: null }];
}

const PERIOD = /['"](second|minute|hour|day|month)['"]\s*:\s*(\d{1,12})(?!\d)/g;
const PERIOD_SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  month: 2_678_400,
};

function periodHints(remaining: string | null, limits: string | null): readonly LimitHint[] {
  const limitOf = new Map(periodsOf(limits));
  return periodsOf(remaining).map(([name, left]) => ({
    perSeconds: PERIOD_SECONDS[name] ?? null,
    limit: limitOf.get(name) ?? null,
    remaining: left,
    resetAfterMs: null,
  }));
}

function periodsOf(text: string | null): [string, number][] {
  return [...(text ?? "").matchAll(PERIOD)].map(([, name = "", count]) => [name, Number(count)]);
}

/** Says something only once calls are refused: until then its figures are percentages of limits that are not published. */
function businessHints(value: string | null): readonly LimitHint[] {
  const read = parseJson(value);
  const cases = typeof read === "object" && read !== null ? Object.values(read).flat() : [];
  const minutes = cases.map((each) => integerOf(at(each, "estimated_time_to_regain_access")) ?? 0);
  const longest = Math.max(0, ...minutes);
  return longest === 0
    ? []
    : [{ perSeconds: null, limit: null, remaining: 0, resetAfterMs: longest * 60_000 }];
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function numberOf(value: string | null): number | null {
  return value !== null && /^\d{1,12}$/.test(value.trim()) ? Number(value) : null;
}
