import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_RETRY_POLICY, type RetryPolicy, retryDelayMs } from "../../../shared/flow/backoff.ts";
import { MAX_WAIT_MS } from "../../../shared/flow/retry-after.ts";

const MIDDLE = () => 0.5;

function delays(policy: RetryPolicy, attempts: readonly number[], random: () => number = MIDDLE) {
  return attempts.map((attempt) => retryDelayMs(policy, { attempt, retryAfterMs: null }, random));
}

describe("the wait before a retry", () => {
  it("is 2^attempt seconds by default", () => {
    expect(delays(DEFAULT_RETRY_POLICY, [1, 2, 3, 8])).toEqual([2_000, 4_000, 8_000, 256_000]);
  });

  it("is spread over 25 % both ways", () => {
    expect(delays(DEFAULT_RETRY_POLICY, [3], () => 0)).toEqual([6_000]);
    expect(delays(DEFAULT_RETRY_POLICY, [3], () => 0.999_999)).toEqual([10_000]);
  });

  it("is a whole number from 0 to an hour at any attempt", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(20), fc.constantFrom(1_000, 1e6, Number.MAX_SAFE_INTEGER)),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, random) => {
          const [ms = -1] = delays(DEFAULT_RETRY_POLICY, [attempt], () => random);
          expect(Number.isSafeInteger(ms)).toBe(true);
          expect(ms).toBeGreaterThanOrEqual(Math.min(3_600_000, 1_000 * 2 ** attempt) * 0.75 - 1);
          expect(ms).toBeLessThanOrEqual(3_600_000);
        },
      ),
    );
  });

  it("grows by a step where the policy is linear, and not beyond its maximum", () => {
    const policy = { kind: "linear", stepMs: 30_000, maxMs: 100_000, jitter: 0 } as const;
    expect(delays(policy, [1, 2, 3, 4, 1_000])).toEqual([30_000, 60_000, 90_000, 100_000, 100_000]);
  });

  it("follows a list where the policy gives one, and stays at its end", () => {
    const policy = { kind: "list", delaysMs: [5_000, 300_000, 36_000_000], jitter: 0.2 } as const;
    expect(delays(policy, [1, 2, 3, 4])).toEqual([5_000, 300_000, 36_000_000, 36_000_000]);
    expect(delays(policy, [1], () => 0)).toEqual([4_000]);
    expect(delays({ ...policy, delaysMs: [] }, [1])).toEqual([0]);
  });

  it("is what the provider asks for, exactly, up to a day", () => {
    const asked = (retryAfterMs: number) =>
      retryDelayMs(DEFAULT_RETRY_POLICY, { attempt: 5, retryAfterMs }, MIDDLE);
    expect(asked(7_000)).toBe(7_000);
    expect(asked(7_200_000)).toBe(7_200_000);
    expect(asked(10 * 365 * MAX_WAIT_MS)).toBe(MAX_WAIT_MS);
    expect(asked(-1)).toBe(0);
  });
});
