import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acquirePermits } from "../../../shared/flow/account-acquire.ts";
import { reportPermits } from "../../../shared/flow/account-report.ts";
import type { AccountState } from "../../../shared/flow/account-state.ts";
import { NEW_ACCOUNT } from "../../../shared/flow/account-state.ts";
import { acquire, inspect } from "../../../shared/flow/bucket.ts";
import { type BucketLimits, NEW_BUCKET } from "../../../shared/flow/bucket-state.ts";
import { report } from "../../../shared/flow/report.ts";
import { type Arrival, mostInSpan } from "./simulation.ts";

const T0 = 1_700_000_000_000;

const limits: BucketLimits = {
  windows: [
    { limit: 20, perSeconds: 10 },
    { limit: 2, perSeconds: 1, class: "search" },
    { limit: 5, perSeconds: 10, class: "media" },
  ],
};
const ask = { limits, cost: 1, useWithinMs: 0, leaseTtlMs: 0 };

function available(state: Parameters<typeof inspect>[0], now = T0) {
  return inspect(state, limits, now).windows.map((window) => window.available);
}

describe("requests of a class", () => {
  it("take a permit of their class's window and of the account's, and none of another class's", () => {
    const { state, result } = acquire(
      NEW_BUCKET,
      { ...ask, leaseId: "a", count: 9, limitClass: "search" },
      T0,
    );
    expect(result).toMatchObject({ permits: 2, limitedBy: "window", retryAfterMs: 1_001 });
    expect(available(state)).toEqual([18, 0, 5]);
  });

  it("take nothing of their class where the account has no room", () => {
    const full = acquire(NEW_BUCKET, { ...ask, leaseId: "a", count: 20 }, T0).state;
    const refused = acquire(full, { ...ask, leaseId: "b", count: 1, limitClass: "media" }, T0);
    expect(refused.result.permits).toBe(0);
    expect(available(refused.state)).toEqual([0, 2, 5]);
  });

  it("leave those of no class all of the account's window while their own is full", () => {
    const full = acquire(NEW_BUCKET, { ...ask, leaseId: "a", count: 5, limitClass: "media" }, T0).state;
    expect(acquire(full, { ...ask, leaseId: "b", count: 30 }, T0).result.permits).toBe(15);
  });

  it("give back to both windows what they did not use", () => {
    const lease = { ...ask, useWithinMs: 500, leaseTtlMs: 5_000, leaseId: "a", limitClass: "media" };
    const { state } = acquire(NEW_BUCKET, { ...lease, count: 4 }, T0);
    const settled = report(
      state,
      { limits, leaseId: "a", sentAfterMs: [0], unused: 3, throttledForMs: null, hints: [] },
      T0 + 10,
    ).state;
    expect(available(settled, T0 + 10)).toEqual([19, 2, 4]);
  });

  it("are what an answer to one of them speaks of", () => {
    const lease = { ...ask, useWithinMs: 500, leaseTtlMs: 5_000, leaseId: "a", limitClass: "media" };
    const { state } = acquire(NEW_BUCKET, { ...lease, count: 1 }, T0);
    const hints = [{ perSeconds: 10, limit: null, remaining: 1, resetAfterMs: 5_000 }];
    const told = { limits, leaseId: "a", sentAfterMs: [0], unused: 0, throttledForMs: null, hints };
    expect(available(report(state, told, T0).state)).toEqual([19, 2, 1]);
  });

  it("have lines of their own: who waits for one class keeps nobody from another", () => {
    let state: AccountState = NEW_ACCOUNT;
    const asks = (count: number, limitClass?: string) => {
      const wanted = { ...ask, leaseId: crypto.randomUUID(), count, probeTtlMs: 35_000 };
      const step = acquirePermits(
        state,
        { ...wanted, ...(limitClass === undefined ? {} : { limitClass }) },
        T0,
        () => 0,
      );
      state = step.state;
      return step.result;
    };
    expect(Math.max(...asks(1_000, "search").deferredMs)).toBeGreaterThan(400_000);
    expect(asks(3, "media").permits).toBe(3);
    expect(Math.max(...asks(4, "media").deferredMs)).toBeLessThan(15_000);
  });

  it("never exceed their window nor all together the account's, however they come", () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 900 }),
      count: fc.integer({ min: 1, max: 8 }),
      limitClass: fc.constantFrom(undefined, "search", "media"),
      unused: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
        let state: AccountState = NEW_ACCOUNT;
        let now = T0;
        const arrivals: (Arrival & { readonly of: string | undefined })[] = [];
        for (const [index, { afterMs, count, limitClass, unused }] of steps.entries()) {
          now += afterMs;
          const leaseId = `l${index}`;
          const named = limitClass === undefined ? {} : { limitClass };
          const asked = acquirePermits(
            state,
            { ...ask, ...named, leaseId, count, useWithinMs: 100, leaseTtlMs: 5_000, probeTtlMs: 5_000 },
            now,
            () => 0,
          );
          const used = unused ? 0 : asked.result.permits;
          arrivals.push(...Array.from({ length: used }, () => ({ at: now + 50, cost: 1, of: limitClass })));
          const told = { limits, leaseId, generation: asked.result.generation, providerWaitMs: null };
          state = reportPermits(
            asked.state,
            {
              ...told,
              sentAfterMs: Array.from({ length: used }, () => 50),
              unused: asked.result.permits - used,
              outcomes: [],
              throttledForMs: null,
              hints: [],
            },
            now + 60,
            () => 0,
          ).state;
          now += 60;
        }
        for (const { limit, perSeconds, class: name } of limits.windows) {
          const counted = arrivals.filter(({ of }) => name === undefined || of === name);
          expect(mostInSpan(counted, perSeconds * 1_000)).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: 200 },
    );
  });
});
