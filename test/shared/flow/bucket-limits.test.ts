import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acquire } from "../../../shared/flow/bucket.ts";
import { NEW_BUCKET } from "../../../shared/flow/bucket-state.ts";
import type { RateWindow } from "../../../shared/flow/rate-window.ts";
import {
  type Behaviour,
  burstOver,
  mostInSpan,
  PROMPT,
  type Run,
  seededRandom,
  simulate,
} from "./simulation.ts";

const HOUR_MS = 3_600_000;

function expectWithinLimits(run: Run, windows: readonly RateWindow[]): void {
  for (const window of windows) {
    if (window.burst === undefined) {
      expect(mostInSpan(run.arrivals, window.perSeconds * 1_000)).toBeLessThanOrEqual(window.limit);
    } else {
      expect(burstOver(run.arrivals, window)).toBeLessThanOrEqual(window.burst);
    }
  }
}

/** Consumers that send anywhere in the lease, report late or never, and pass on whatever the provider says. */
function unruly(random: () => number, windows: readonly RateWindow[], useWithinMs: number): Behaviour {
  const upTo = (max: number) => Math.floor(random() * (max + 1));
  const marginMs = upTo(20);
  const eager = random() < 0.5;
  return {
    ...PROMPT,
    limits: { windows, concurrency: 200, marginMs },
    useWithinMs,
    leaseTtlMs: useWithinMs + 5_000,
    aheadMs: random() < 0.5 ? 0 : upTo(3_000),
    block: () => 1 + upTo(30),
    cost: () => (random() < 0.2 ? 2 : 1),
    callLag: () => upTo(useWithinMs / 10),
    sendDelay: () => (random() < 0.3 ? useWithinMs : upTo(useWithinMs)),
    travel: () => upTo(marginMs),
    reportDelay: () => (random() < 0.1 ? null : upTo(3_000)),
    feedback: () => ({
      throttledForMs: random() < 0.01 ? upTo(5_000) : null,
      hints:
        random() < 0.05
          ? [
              {
                perSeconds: windows[0]?.perSeconds ?? null,
                limit: upTo(100),
                remaining: upTo(50),
                resetAfterMs: upTo(9_000),
              },
            ]
          : [],
    }),
    nextAskAfter: (retryAfterMs) => (eager ? Math.max(1, retryAfterMs) : upTo(1_500)),
  };
}

describe("rate windows, judged by the times of sending", () => {
  it("are never exceeded by 10^5 asks with random blocks, delays, crashes, throttles and headers", () => {
    const windows: readonly RateWindow[] = [
      { limit: 10, perSeconds: 1 },
      { limit: 100, perSeconds: 10, burst: 40 },
      { limit: 480, perSeconds: 60 },
      { limit: 20_000, perSeconds: 3_600 },
    ];
    const random = seededRandom(20_260_301);
    const behaviour = { ...unruly(random, windows, 1_500), aheadMs: 0 };
    const run = simulate(behaviour, { asks: 100_000, durationMs: 48 * HOUR_MS });
    expect(run.arrivals.length).toBeGreaterThan(10_000);
    expect(run.mostInFlight).toBeLessThanOrEqual(200);
    expectWithinLimits(run, windows);
  });

  it("are never exceeded by 10,000 asks whose permits are booked up to three seconds ahead", () => {
    const windows: readonly RateWindow[] = [
      { limit: 10, perSeconds: 1 },
      { limit: 100, perSeconds: 10, burst: 40 },
      { limit: 480, perSeconds: 60 },
    ];
    const behaviour = { ...unruly(seededRandom(20_261_121), windows, 1_500), aheadMs: 3_000 };
    const run = simulate(behaviour, { asks: 10_000, durationMs: 48 * HOUR_MS });
    expect(run.arrivals.length).toBeGreaterThan(5_000);
    expectWithinLimits(run, windows);
  });

  it("are never exceeded whatever the windows", () => {
    const window = fc.record(
      {
        limit: fc.integer({ min: 1, max: 400 }),
        perSeconds: fc.integer({ min: 1, max: 600 }),
        burst: fc.integer({ min: 1, max: 60 }),
      },
      { requiredKeys: ["limit", "perSeconds"] },
    );
    fc.assert(
      fc.property(
        fc.array(window, { minLength: 1, maxLength: 3 }),
        fc.integer(),
        fc.constantFrom(0, 50, 2_000, 20_000),
        (windows, seed, useWithinMs) => {
          const behaviour = unruly(seededRandom(seed), windows, useWithinMs);
          expectWithinLimits(simulate(behaviour, { asks: 500, durationMs: HOUR_MS }), windows);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("keep a log of at most 124 slots, however high the limit", () => {
    const windows = [{ limit: 1_000_000, perSeconds: 60 }];
    const random = seededRandom(5);
    const behaviour = {
      ...PROMPT,
      limits: { windows },
      block: () => 1,
      nextAskAfter: () => Math.ceil(random() * 60),
    };
    expect(simulate(behaviour, { asks: 10_000, durationMs: HOUR_MS }).mostSlots).toBeLessThanOrEqual(124);
  });
});

describe("a saturated bucket whose consumers send promptly", () => {
  const cases: readonly (readonly RateWindow[])[] = [
    [{ limit: 1, perSeconds: 1 }],
    [{ limit: 2, perSeconds: 1 }],
    [{ limit: 350, perSeconds: 1 }],
    [{ limit: 2, perSeconds: 1, burst: 4 }],
    [{ limit: 100, perSeconds: 10 }],
    [{ limit: 100, perSeconds: 10, burst: 20 }],
    [{ limit: 1, perSeconds: 60 }],
    [{ limit: 700, perSeconds: 60 }],
    [{ limit: 1_000, perSeconds: 3_600 }],
    [{ limit: 1_000, perSeconds: 3_600, burst: 100 }],
    [
      { limit: 3, perSeconds: 1 },
      { limit: 150, perSeconds: 60 },
    ],
  ];

  function utilisation(windows: readonly RateWindow[], useWithinMs: number, reportMs: number | null): number {
    const random = seededRandom(11);
    const durationMs = 30_000 * Math.max(...windows.map(({ perSeconds }) => perSeconds));
    const behaviour: Behaviour = {
      ...PROMPT,
      limits: { windows },
      useWithinMs,
      block: () => 1 + Math.floor(random() * 25),
      sendDelay: () => Math.floor(random() * 20),
      reportDelay: () => (reportMs === null ? null : Math.floor(random() * reportMs)),
    };
    const run = simulate(behaviour, { asks: 100_000, durationMs });
    expectWithinLimits(run, windows);
    const bindingPerMs = Math.min(...windows.map(({ limit, perSeconds }) => limit / perSeconds / 1_000));
    return run.arrivals.length / (bindingPerMs * durationMs);
  }

  it.each(cases.map((windows) => ({ windows })))("uses at least 95 % of the binding one of $windows", ({
    windows,
  }) => {
    expect(utilisation(windows, 1_000, 300)).toBeGreaterThanOrEqual(0.95);
  });

  it.each([
    { limit: 1, perSeconds: 1 },
    { limit: 100, perSeconds: 10 },
  ])("uses as much of $limit per $perSeconds s without any report, when permits expire within 2 % of it", (window) => {
    expect(utilisation([window], window.perSeconds * 20, null)).toBeGreaterThanOrEqual(0.95);
  });

  it("sends at least 950 in an hour through 60/min, 1,000/h and 50 in flight, without a single 429", () => {
    const windows = [
      { limit: 60, perSeconds: 60 },
      { limit: 1_000, perSeconds: 3_600 },
    ];
    const random = seededRandom(12);
    const behaviour: Behaviour = {
      ...PROMPT,
      limits: { windows, concurrency: 50 },
      block: () => 100,
      sendDelay: () => Math.floor(random() * 200),
      reportDelay: () => 400,
    };
    const run = simulate(behaviour, { asks: 100_000, durationMs: HOUR_MS });
    expect(run.arrivals.filter(({ at }) => at <= HOUR_MS).length).toBeGreaterThanOrEqual(950);
    expect(run.mostInFlight).toBeLessThanOrEqual(50);
    expectWithinLimits(run, windows);
  });

  it("decides the same after every step through JSON", () => {
    const windows = [
      { limit: 20, perSeconds: 1, burst: 7 },
      { limit: 300, perSeconds: 60 },
    ];
    const plain = unruly(seededRandom(3), windows, 800);
    const stored = {
      ...unruly(seededRandom(3), windows, 800),
      persist: <T>(state: T): T => JSON.parse(JSON.stringify(state)),
    };
    const extent = { asks: 2_000, durationMs: HOUR_MS };
    expect(simulate(stored, extent)).toEqual(simulate(plain, extent));
  });
});

describe("windows of the same length", () => {
  it("are each kept, whatever their order", () => {
    const windows: readonly RateWindow[] = [
      { limit: 1, perSeconds: 2, burst: 2 },
      { limit: 2, perSeconds: 2, burst: 1 },
      { limit: 3, perSeconds: 2 },
    ];
    for (const order of [windows, windows.toReversed()]) {
      const behaviour = unruly(seededRandom(7), order, 50);
      expectWithinLimits(simulate(behaviour, { asks: 2_000, durationMs: HOUR_MS }), order);
    }
  });
});

describe("retryAfterMs", () => {
  it("is the very ms at which the next permit is to be had", () => {
    const window = fc.record(
      {
        limit: fc.integer({ min: 1, max: 300 }),
        perSeconds: fc.integer({ min: 1, max: 100 }),
        burst: fc.integer({ min: 1, max: 20 }),
      },
      { requiredKeys: ["limit", "perSeconds"] },
    );
    const ask = fc.record({ afterMs: fc.nat(3_000), count: fc.integer({ min: 1, max: 100 }) });
    fc.assert(
      fc.property(
        fc.array(window, { minLength: 1, maxLength: 3 }),
        fc.array(ask, { minLength: 1, maxLength: 60 }),
        (windows, asks) => {
          const base = { limits: { windows }, cost: 1, useWithinMs: 0, leaseTtlMs: 0 };
          let state = NEW_BUCKET;
          let now = 1_700_000_000_000;
          for (const [index, { afterMs, count }] of asks.entries()) {
            now += afterMs;
            const step = acquire(state, { ...base, leaseId: `l${index}`, count }, now);
            state = step.state;
            const waitMs = step.result.retryAfterMs ?? 0;
            if (waitMs > 0) {
              const one = { ...base, leaseId: "next", count: 1 };
              expect(acquire(state, one, now + waitMs - 1).result.permits).toBe(0);
              expect(acquire(state, one, now + waitMs).result.permits).toBe(1);
            }
          }
        },
      ),
    );
  });
});
