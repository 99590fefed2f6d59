import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Attempt } from "../../../shared/model/job.ts";
import type { Outcome } from "../../../shared/model/outcome.ts";
import { logged } from "../../../shared/policy/doubt.ts";
import { LOOKUP_FAILED, lookAgain } from "../../../shared/policy/lookup.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.parse("2026-11-21T08:00:00Z");
const refusal = { code: "code", message: "Message." };

function tried(at: number, reason: string): Attempt {
  return { at: new Date(at).toISOString(), outcome: "uncertain", httpStatus: null, durationMs: 1, reason };
}

describe("looks that are turned away", () => {
  it("are repeated a bounded number of times within a day, never sooner than was asked, and cost no attempt", () => {
    const met = fc.record({
      kind: fc.constantFrom("throttle" as const, "retry" as const),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 30 * HOUR_MS })),
    });
    fc.assert(
      fc.property(
        fc.array(met, { minLength: 30, maxLength: 30 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (turns, random) => {
          let now = NOW;
          let log: readonly Attempt[] = [tried(NOW, "timeout")];
          let looks = 0;
          for (const turn of turns) {
            log = logged(log, tried(now, LOOKUP_FAILED));
            looks += 1;
            const next = lookAgain(
              log,
              { ...refusal, ...turn },
              { attempts: 3, message: "", now, random: () => random },
            );
            if (next === null) {
              break;
            }
            expect(next).toMatchObject({ status: "queued", attempts: 3, waiting: { reason: "lookup" } });
            expect((next.nextAttemptAt ?? 0) - now).toBeGreaterThanOrEqual(
              Math.min(turn.retryAfterMs ?? 1, 24 * HOUR_MS),
            );
            now = next.nextAttemptAt ?? 0;
          }
          expect(looks).toBeLessThanOrEqual(10);
          expect(now - NOW).toBeLessThanOrEqual(24 * HOUR_MS);
        },
      ),
    );
  });

  it("are not repeated where the provider refuses to say", () => {
    const log = [tried(NOW, "timeout"), tried(NOW, LOOKUP_FAILED)];
    const refused: readonly Outcome[] = [
      { ...refusal, kind: "refused" },
      { ...refusal, kind: "reauthorise" },
    ];
    for (const outcome of refused) {
      expect(lookAgain(log, outcome, { attempts: 1, message: "", now: NOW, random: () => 0 })).toBeNull();
    }
  });

  it("begin anew once a person had the job sent again", () => {
    const earlier = Array.from({ length: 10 }, () => tried(NOW, LOOKUP_FAILED));
    const outcome: Outcome = { ...refusal, kind: "retry", retryAfterMs: null };
    const ask = { attempts: 1, message: "", now: NOW + 48 * HOUR_MS, random: () => 0 };
    expect(lookAgain(earlier, outcome, ask)).toBeNull();
    const redriven = { ...tried(NOW, ""), outcome: "redriven" };
    const since = [...earlier, redriven, tried(ask.now, "timeout"), tried(ask.now, LOOKUP_FAILED)];
    expect(lookAgain(since, outcome, ask)).not.toBeNull();
  });
});
