import { describe, expect, it } from "vitest";
import { acquire, inspect } from "../../../shared/flow/bucket.ts";
import { type BucketLimits, type BucketState, NEW_BUCKET } from "../../../shared/flow/bucket-state.ts";
import type { LimitHint } from "../../../shared/flow/limit-hint.ts";
import { report } from "../../../shared/flow/report.ts";

const T0 = 1_700_000_000_000;
const NO_HINT: LimitHint = { perSeconds: null, limit: null, remaining: null, resetAfterMs: null };

function account(limits: BucketLimits) {
  let state: BucketState = NEW_BUCKET;
  let asks = 0;
  return {
    grant(count: number, atMs: number): { leaseId: string; permits: number; retryAfterMs: number | null } {
      asks += 1;
      const leaseId = `l${asks}`;
      const input = { limits, leaseId, count, cost: 1, useWithinMs: 100, leaseTtlMs: 30_000 };
      const step = acquire(state, input, T0 + atMs);
      state = step.state;
      return { leaseId, ...step.result };
    },
    tell(
      leaseId: string,
      sent: number,
      atMs: number,
      said: { throttledForMs?: number; hints?: readonly Partial<LimitHint>[] } = {},
    ): void {
      const hints = (said.hints ?? []).map((hint) => ({ ...NO_HINT, ...hint }));
      const sentAfterMs = Array.from({ length: sent }, () => 0);
      const throttledForMs = said.throttledForMs ?? null;
      state = report(
        state,
        { limits, leaseId, sentAfterMs, unused: 0, throttledForMs, hints },
        T0 + atMs,
      ).state;
    },
    available: (atMs: number) => inspect(state, limits, T0 + atMs).windows.map(({ available }) => available),
    view: (atMs: number) => inspect(state, limits, T0 + atMs),
  };
}

describe("a 429", () => {
  const limits = { windows: [{ limit: 100, perSeconds: 10 }] };

  it("stops every sender of the account until the time it names", () => {
    const { grant, tell, view } = account(limits);
    const { leaseId } = grant(5, 0);
    tell(leaseId, 5, 50, { throttledForMs: 7_000 });
    expect(view(60)).toMatchObject({ blockedUntil: T0 + 7_050, windows: [{ available: 0 }] });
    expect(grant(1, 7_049)).toMatchObject({ permits: 0, limitedBy: "blocked", retryAfterMs: 1 });
    expect(grant(1, 7_050).permits).toBe(1);
    expect(view(7_050).blockedUntil).toBeNull();
  });

  it("never shortens a block that another one made", () => {
    const { grant, tell } = account(limits);
    const first = grant(1, 0);
    const second = grant(1, 0);
    tell(first.leaseId, 1, 10, { throttledForMs: 60_000 });
    tell(second.leaseId, 1, 20, { throttledForMs: 1_000 });
    expect(grant(1, 59_000).retryAfterMs).toBe(1_010);
  });

  it("empties a bucket with burst, which then fills at its rate", () => {
    const { grant, tell } = account({ windows: [{ limit: 10, perSeconds: 10, burst: 8 }] });
    tell(grant(1, 0).leaseId, 1, 0, { throttledForMs: 5_000 });
    expect(grant(8, 5_000)).toMatchObject({ permits: 1, retryAfterMs: 1_000 });
  });

  it("counts also when its lease has expired", () => {
    const { grant, tell } = account(limits);
    const { leaseId } = grant(1, 0);
    grant(1, 30_000);
    tell(leaseId, 1, 30_001, { throttledForMs: 9_000 });
    expect(grant(1, 30_002).permits).toBe(0);
  });

  it("that comes alone, or in one burst with others, leaves the rate as it is", () => {
    const { grant, tell, view } = account(limits);
    const leases = [grant(1, 0), grant(1, 0), grant(1, 0)];
    for (const { leaseId } of leases) {
      tell(leaseId, 1, 10, { throttledForMs: 1_000 });
    }
    expect(view(1_500).share).toBe(1);
  });

  it("that follows another halves the rate, and a clean window regains a tenth of it", () => {
    const { grant, tell, view, available } = account(limits);
    tell(grant(1, 0).leaseId, 1, 0, { throttledForMs: 1_000 });
    tell(grant(1, 1_000).leaseId, 1, 1_000, { throttledForMs: 1_000 });
    expect(view(2_000).share).toBe(0.5);
    tell(grant(1, 2_000).leaseId, 1, 2_000, { throttledForMs: 1_000 });
    expect(view(3_000).share).toBe(0.25);
    expect(available(12_999)).toEqual([25]);
    expect(available(14_000)).toEqual([35]);
    expect(view(103_000).share).toBe(1);
    expect(available(103_000)).toEqual([100]);
  });

  it("never slows an account down to nothing", () => {
    const { grant, tell, view } = account({ windows: [{ limit: 1, perSeconds: 1 }] });
    let atMs = 0;
    for (let repeat = 0; repeat < 30; repeat += 1) {
      const { leaseId, permits } = grant(1, atMs);
      expect(permits).toBe(1);
      tell(leaseId, 1, atMs, { throttledForMs: 1_001 });
      atMs += 1_001;
    }
    expect(view(atMs).share).toBe(1 / 16);
  });
});

describe("the provider's limit headers", () => {
  const windows = [
    { limit: 10, perSeconds: 1 },
    { limit: 100, perSeconds: 60 },
  ];

  it("lower the window they name until its reset", () => {
    const { tell, available } = account({ windows });
    tell("none", 0, 0, { hints: [{ perSeconds: 60, remaining: 7, resetAfterMs: 20_000 }] });
    expect(available(0)).toEqual([10, 7]);
    expect(available(19_999)).toEqual([10, 7]);
    expect(available(20_000)).toEqual([10, 100]);
  });

  it("never raise a window above what is configured", () => {
    const { grant, tell, available } = account({ windows });
    grant(4, 0);
    tell("none", 0, 0, { hints: [{ perSeconds: 60, limit: 5_000, remaining: 4_900, resetAfterMs: 1_000 }] });
    expect(available(0)).toEqual([6, 96]);
  });

  it("take nothing away twice for permits that are still out", () => {
    const { grant, tell, available } = account({ windows });
    grant(5, 0);
    tell("none", 0, 0, { hints: [{ perSeconds: 60, remaining: 95, resetAfterMs: 30_000 }] });
    expect(available(0)).toEqual([5, 95]);
  });

  it("with a lower limit than configured slow the window down until they give a higher one", () => {
    const { tell, available } = account({ windows });
    tell("none", 0, 0, { hints: [{ perSeconds: 60, limit: 40 }] });
    expect(available(0)).toEqual([10, 40]);
    tell("none", 0, 1, { hints: [{ perSeconds: 60, limit: 100 }] });
    expect(available(1)).toEqual([10, 100]);
  });

  it("without a length mean the window with their limit, else the shortest", () => {
    const { tell, available } = account({ windows });
    tell("none", 0, 0, { hints: [{ limit: 100, remaining: 3 }] });
    expect(available(0)).toEqual([10, 3]);
    tell("none", 0, 0, { hints: [{ remaining: 2 }] });
    expect(available(0)).toEqual([2, 3]);
    expect(available(1_000)).toEqual([10, 3]);
  });

  it("about a window that is not configured change nothing", () => {
    const { tell, available } = account({ windows });
    tell("none", 0, 0, { hints: [{ perSeconds: 86_400, limit: 1, remaining: 0, resetAfterMs: 9_000 }] });
    expect(available(0)).toEqual([10, 100]);
  });

  it("lower a bucket with burst, and an exhausted one until its reset", () => {
    const { grant, tell, available } = account({ windows: [{ limit: 60, perSeconds: 60, burst: 20 }] });
    tell("none", 0, 0, { hints: [{ remaining: 5, resetAfterMs: 60_000 }] });
    expect(available(0)).toEqual([5]);
    expect(available(2_000)).toEqual([7]);
    tell("none", 0, 2_000, { hints: [{ remaining: 0, resetAfterMs: 30_000 }] });
    expect(grant(5, 31_999).permits).toBe(0);
    expect(grant(5, 32_000).permits).toBe(1);
  });
});
