import { describe, expect, it } from "vitest";
import { type AcquireResult, acquire, inspect } from "../../../shared/flow/bucket.ts";
import { type BucketLimits, type BucketState, NEW_BUCKET } from "../../../shared/flow/bucket-state.ts";
import { report } from "../../../shared/flow/report.ts";

const T0 = 1_700_000_000_000;

/** A bucket that moves on with every call; permits count as sent when granted unless a lease says otherwise. */
function bucket(limits: BucketLimits, lease = { useWithinMs: 0, leaseTtlMs: 0 }) {
  let state: BucketState = NEW_BUCKET;
  let asks = 0;
  return {
    acquire(count: number, atMs: number, cost = 1): AcquireResult {
      asks += 1;
      const step = acquire(state, { limits, leaseId: `l${asks}`, count, cost, ...lease }, T0 + atMs);
      state = step.state;
      return step.result;
    },
    report(leaseId: string, sentAfterMs: readonly number[], unused: number, atMs: number): number {
      const input = { limits, leaseId, sentAfterMs, unused, throttledForMs: null, hints: [] };
      const step = report(state, input, T0 + atMs);
      state = step.state;
      return step.result.settled;
    },
    view: (atMs: number) => inspect(state, limits, T0 + atMs),
    state: () => state,
  };
}

describe("acquire", () => {
  it("admits a burst of 4 at 2/s, names 500 ms for the fifth, and then admits exactly one", () => {
    const { acquire } = bucket({ windows: [{ limit: 2, perSeconds: 1, burst: 4 }] });
    expect(acquire(5, 0)).toMatchObject({ permits: 4, limitedBy: "window", retryAfterMs: 500 });
    expect(acquire(1, 499)).toMatchObject({ permits: 0, limitedBy: "window", retryAfterMs: 1 });
    expect(acquire(2, 500)).toMatchObject({ permits: 1, limitedBy: "window", retryAfterMs: 500 });
  });

  it("admits a whole window at once without burst, and nothing more until each send has left the window", () => {
    const { acquire } = bucket({ windows: [{ limit: 2, perSeconds: 1 }] });
    expect(acquire(1, 0)).toMatchObject({ permits: 1, limitedBy: null, retryAfterMs: 0 });
    expect(acquire(5, 400)).toMatchObject({ permits: 1, limitedBy: "window", retryAfterMs: 601 });
    expect(acquire(1, 1_000)).toMatchObject({ permits: 0, limitedBy: "window", retryAfterMs: 1 });
    expect(acquire(5, 1_001)).toMatchObject({ permits: 1, limitedBy: "window", retryAfterMs: 400 });
  });

  it("grants in all windows or in none, and charges no window for what another refused", () => {
    const limits = {
      windows: [
        { limit: 3, perSeconds: 1 },
        { limit: 100, perSeconds: 60 },
      ],
    };
    const { acquire, view } = bucket(limits);
    expect(acquire(50, 0).permits).toBe(3);
    for (let atMs = 1; atMs < 1_000; atMs += 1) {
      expect(acquire(50, atMs).permits).toBe(0);
    }
    expect(view(999).windows.map(({ available }) => available)).toEqual([0, 97]);
    expect(view(1_001).windows.map(({ available }) => available)).toEqual([3, 97]);
  });

  it("sends 40 of a batch of 100 when 40 permits are left, and says when the next one is", () => {
    const { acquire } = bucket({ windows: [{ limit: 40, perSeconds: 60 }] });
    expect(acquire(100, 0)).toMatchObject({ permits: 40, limitedBy: "window", retryAfterMs: 60_001 });
  });

  it("names the longest wait when several windows are full", () => {
    const { acquire } = bucket({
      windows: [
        { limit: 2, perSeconds: 1 },
        { limit: 2, perSeconds: 60 },
      ],
    });
    expect(acquire(3, 0)).toMatchObject({ permits: 2, limitedBy: "window", retryAfterMs: 60_001 });
  });

  it("weighs a permit by its cost in every window", () => {
    const { acquire } = bucket({ windows: [{ limit: 10, perSeconds: 1 }] });
    expect(acquire(9, 0, 4)).toMatchObject({ permits: 2, limitedBy: "window", retryAfterMs: 1_001 });
    expect(acquire(9, 0, 1).permits).toBe(2);
  });

  it("refuses for ever, without a time to come back, what costs more than a window holds", () => {
    const { acquire } = bucket({ windows: [{ limit: 10, perSeconds: 1, burst: 5 }] });
    expect(acquire(1, 0, 6)).toMatchObject({ permits: 0, limitedBy: "cost", retryAfterMs: null });
    expect(acquire(1, 0, 5).permits).toBe(1);
  });

  it("throws on a count below one, a cost that is not positive, and a block that outlives its lease", () => {
    const limits = { windows: [] };
    const good = { limits, leaseId: "l", count: 1, cost: 1, useWithinMs: 10, leaseTtlMs: 10 };
    expect(acquire(NEW_BUCKET, good, T0).result.permits).toBe(1);
    for (const bad of [{ count: 0 }, { count: Number.NaN }, { cost: 0 }, { useWithinMs: 11 }]) {
      expect(() => acquire(NEW_BUCKET, { ...good, ...bad }, T0)).toThrow(RangeError);
    }
  });
});

describe("permits booked ahead", () => {
  const limits = { windows: [{ limit: 1, perSeconds: 1 }] };
  const ask = { limits, cost: 1, useWithinMs: 500, leaseTtlMs: 30_000, aheadMs: 4_000, promptMs: 100 };

  it("reckon with their own lateness once for all of an ask, and others with it once more", () => {
    const first = acquire(NEW_BUCKET, { ...ask, leaseId: "a", count: 3 }, T0);
    expect(first.result.startAfterMs).toEqual([0, 1_501, 2_502]);
    const second = acquire(first.state, { ...ask, leaseId: "b", count: 2 }, T0 + 10);
    expect(second.result.startAfterMs).toEqual([3_593]);
  });
});

describe("a lease", () => {
  const limits = { windows: [{ limit: 5, perSeconds: 1 }], concurrency: 3 };
  const ttl = { useWithinMs: 500, leaseTtlMs: 30_000 };

  it("holds its requests in flight until they are reported", () => {
    const { acquire, report, view } = bucket(limits, ttl);
    expect(acquire(5, 0)).toMatchObject({ permits: 3, limitedBy: "concurrency", retryAfterMs: 1_000 });
    expect(view(5_000).leased).toBe(3);
    expect(acquire(1, 5_000)).toMatchObject({ permits: 0, limitedBy: "concurrency", retryAfterMs: 1_000 });
    expect(report("l1", [0, 10, 20], 0, 5_000)).toBe(3);
    expect(acquire(5, 5_000).permits).toBe(3);
  });

  it("may be reported in parts", () => {
    const { acquire, report, view } = bucket(limits, ttl);
    acquire(3, 0);
    expect(report("l1", [5], 0, 100)).toBe(1);
    expect(view(100).leased).toBe(2);
    expect(report("l1", [5], 1, 200)).toBe(2);
    expect(view(200).leased).toBe(0);
  });

  it("of a crashed consumer gives back its requests in flight when it expires, and its window when the last moment has passed", () => {
    const { acquire, view } = bucket({ windows: [{ limit: 3, perSeconds: 60 }], concurrency: 3 }, ttl);
    acquire(3, 0);
    expect(view(29_999).leased).toBe(3);
    expect(view(30_000).leased).toBe(0);
    expect(acquire(1, 60_500)).toMatchObject({ permits: 0, limitedBy: "window", retryAfterMs: 1 });
    expect(acquire(3, 60_501).permits).toBe(3);
  });

  it("counts a request that may arrive later than it was sent for as long as it may", () => {
    const windows = [{ limit: 1, perSeconds: 60 }];
    const crashed = bucket({ windows, marginMs: 25 }, ttl);
    crashed.acquire(1, 0);
    expect(crashed.acquire(1, 60_525).permits).toBe(0);
    expect(crashed.acquire(1, 60_526).permits).toBe(1);
    const reported = bucket({ windows, marginMs: 25 }, ttl);
    reported.acquire(1, 0);
    reported.report("l1", [7], 0, 1_000);
    expect(reported.acquire(1, 60_032).permits).toBe(0);
    expect(reported.acquire(1, 60_033).permits).toBe(1);
  });

  it("is charged at the last moment it allows until the report tells the true time", () => {
    const late = bucket({ windows: [{ limit: 1, perSeconds: 1 }] }, ttl);
    late.acquire(1, 0);
    expect(late.acquire(1, 1_400)).toMatchObject({ permits: 0, limitedBy: "window", retryAfterMs: 101 });
    late.report("l1", [20], 0, 1_400);
    expect(late.acquire(1, 1_400).permits).toBe(1);
  });

  it("believes no report that claims a sending before the grant or after the report", () => {
    const { acquire, report } = bucket({ windows: [{ limit: 2, perSeconds: 1 }] }, ttl);
    acquire(2, 1_000);
    report("l1", [-5_000, 999_999], 0, 1_300);
    expect(acquire(2, 2_000).permits).toBe(0);
    expect(acquire(2, 2_001).permits).toBe(1);
    expect(acquire(2, 2_301).permits).toBe(1);
  });

  it("gives unused permits back to every window at once", () => {
    const windows = [
      { limit: 5, perSeconds: 1 },
      { limit: 10, perSeconds: 60, burst: 6 },
    ];
    const { acquire, report, view } = bucket({ windows }, ttl);
    acquire(5, 0);
    report("l1", [0], 4, 10);
    expect(view(10).windows.map(({ available }) => available)).toEqual([4, 5]);
  });

  it("that has expired, or was settled before, changes nothing when it is reported again", () => {
    const { acquire, report, state } = bucket(limits, ttl);
    acquire(2, 0);
    report("l1", [0, 0], 0, 100);
    const before = state();
    expect(report("l1", [0, 0], 0, 100)).toBe(0);
    expect(state()).toEqual(before);
  });

  it("cannot settle more than it holds", () => {
    const { acquire, report } = bucket(limits, ttl);
    acquire(2, 0);
    expect(() => report("l1", [0, 0], 1, 100)).toThrow(RangeError);
    expect(() => report("l1", [0, 0, 0], -1, 100)).toThrow(RangeError);
  });

  it("is one of at most 512, so that the state stays small", () => {
    const { acquire } = bucket({ windows: [] }, ttl);
    for (let lease = 0; lease < 512; lease += 1) {
      expect(acquire(1, 0).permits).toBe(1);
    }
    expect(acquire(1, 0)).toMatchObject({ permits: 0, limitedBy: "concurrency", retryAfterMs: 1_000 });
    expect(acquire(1, 30_000).permits).toBe(1);
  });
});

describe("changed limits", () => {
  const ask = { leaseId: "l", cost: 1, useWithinMs: 0, leaseTtlMs: 0 };

  it.each([
    { from: { limit: 10, perSeconds: 60 }, to: { limit: 6, perSeconds: 60 }, left: 1 },
    { from: { limit: 10, perSeconds: 60 }, to: { limit: 20, perSeconds: 60 }, left: 15 },
    { from: { limit: 10, perSeconds: 60 }, to: { limit: 10, perSeconds: 60, burst: 6 }, left: 1 },
    { from: { limit: 10, perSeconds: 60, burst: 8 }, to: { limit: 10, perSeconds: 60 }, left: 5 },
    { from: { limit: 10, perSeconds: 60 }, to: { limit: 2, perSeconds: 60 }, left: 0 },
  ])("keep the five units used when $from becomes $to", ({ from, to, left }) => {
    const used = acquire(NEW_BUCKET, { ...ask, limits: { windows: [from] }, count: 5 }, T0).state;
    expect(inspect(used, { windows: [to] }, T0).windows).toEqual([{ ...to, available: left }]);
  });
});

describe("eviction", () => {
  it("mints no permits: the state from storage grants what the one in memory would have", () => {
    const limits = { windows: [{ limit: 2, perSeconds: 1, burst: 4 }], concurrency: 10 };
    const input = { limits, count: 3, cost: 1, useWithinMs: 100, leaseTtlMs: 5_000 };
    const { state } = acquire(NEW_BUCKET, { ...input, leaseId: "a" }, T0);
    const stored: BucketState = JSON.parse(JSON.stringify(state));
    expect(stored).toEqual(state);
    expect(acquire(stored, { ...input, leaseId: "b" }, T0 + 10)).toEqual(
      acquire(state, { ...input, leaseId: "b" }, T0 + 10),
    );
  });
});
