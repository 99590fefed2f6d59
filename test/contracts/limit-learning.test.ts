import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHints } from "../../shared/call/hints.ts";
import { acquire, inspect } from "../../shared/flow/bucket.ts";
import { NEW_BUCKET } from "../../shared/flow/bucket-state.ts";
import type { LimitHint } from "../../shared/flow/limit-hint.ts";
import { report } from "../../shared/flow/report.ts";
import { bucketLimits } from "../../shared/gates/limits.ts";
import type { Limits, ProviderDefinition } from "../../shared/providers/define.ts";
import { providers } from "../../shared/providers/registry.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const SECONDS = NOW / 1_000;

/** Values as answers have them, in every form that occurs, and others. */
const VALUE = fc.oneof(
  fc.nat({ max: 1_000_000 }).map(String),
  fc.nat({ max: 5 }).map(String),
  fc.nat({ max: 90_000 }).map((seconds) => String(SECONDS + seconds)),
  fc.nat({ max: 90_000 }).map((seconds) => String(NOW + seconds * 1_000)),
  fc.nat({ max: 90_000 }).map((seconds) => new Date(NOW + seconds * 1_000).toUTCString()),
  fc.nat({ max: 90_000 }).map((seconds) => new Date(NOW + seconds * 1_000).toISOString()),
  fc.constantFrom("6m0s", "12ms", "{'minute': 2, 'day': 7}", '{"1":[{"estimated_time_to_regain_access":2}]}'),
  fc.nat({ max: 20_000 }).map((used) => `api-usage=${used}/15000`),
  fc.string({ unit: "grapheme-ascii", maxLength: 12 }),
);

function namesOf(limits: Limits | undefined): string[] {
  const places = [limits?.headers ?? []].flat();
  return places.flatMap((place) => Object.values(place).filter((name) => typeof name === "string"));
}

describe("what is read of headers", () => {
  const read = Object.values<ProviderDefinition>(providers).filter(
    ({ limits }) => namesOf(limits).length > 0,
  );

  it.each(
    read.map((one) => [one.id, one] as const),
  )("of %s never widens what its account may send", (_, of) => {
    const limits = bucketLimits(of);
    const names = namesOf(of.limits);
    const classes = [undefined, ...new Set(limits.windows.map((window) => window.class))];
    const ask = { limits, leaseId: "one", count: 3, cost: 1, useWithinMs: 500, leaseTtlMs: 5_000 };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...names), VALUE), { maxLength: 6 }),
        fc.constantFrom(...classes),
        fc.nat({ max: 200_000 }),
        (pairs, limitClass, afterMs) => {
          const headers = new Headers(pairs.map(([name, value]) => [name, value.trim()]));
          const named = limitClass === undefined ? {} : { limitClass };
          const { state, result } = acquire(NEW_BUCKET, { ...ask, ...named }, NOW);
          const told = { limits, leaseId: "one", unused: 0, throttledForMs: null };
          const sentAfterMs = result.startAfterMs.map(() => 5);
          const learn = (hints: readonly LimitHint[]) =>
            report(state, { ...told, sentAfterMs, hints }, NOW + 10).state;
          const [taught, untaught] = [learn(readHints(of, headers, NOW + 10)), learn([])];
          for (const now of [NOW + 10, NOW + 10 + afterMs]) {
            const left = inspect(untaught, limits, now).windows.map(({ available }) => available);
            inspect(taught, limits, now).windows.forEach(({ available }, index) => {
              expect(available).toBeLessThanOrEqual(left[index] ?? 0);
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
