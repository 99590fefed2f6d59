import type { LimitHint } from "../flow/limit-hint.ts";
import { parseRateLimit } from "../flow/rate-limit-header.ts";
import { parseReset } from "../flow/retry-after.ts";
import type { ProviderDefinition } from "../providers/define.ts";

/** What a provider's headers say is left of its limits; they can only lower what is granted. */
export function readHints(
  { limits }: Pick<ProviderDefinition, "limits">,
  headers: Headers,
  now: number,
): readonly LimitHint[] {
  const names = limits?.headers;
  if (names === undefined) {
    return parseRateLimit(headers.get("ratelimit"), now);
  }
  const remaining = numberOf(headers.get(names.remaining));
  if (remaining === null) {
    return [];
  }
  return [
    {
      perSeconds: names.perSeconds ?? null,
      limit: names.limit === undefined ? null : numberOf(headers.get(names.limit)),
      remaining,
      resetAfterMs: parseReset(headers.get(names.reset), now),
    },
  ];
}

function numberOf(value: string | null): number | null {
  return value !== null && /^\d{1,12}$/.test(value.trim()) ? Number(value) : null;
}
