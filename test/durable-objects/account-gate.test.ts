import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { times } from "../shared/flow/breaker-harness.ts";
import { type Arrival, burstOver, mostInSpan, seededRandom } from "../shared/flow/simulation.ts";
import { gateOf, gates, passTime } from "./gate-harness.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(() => {
  vi.useRealTimers();
});

const BURST = { limit: 2, perSeconds: 1, burst: 4 };
const UNLIMITED = { windows: [] };

describe("the windows of an account", () => {
  it("are never exceeded by fifteen hundred asks of consumers that crash, dawdle and lose their reports", async () => {
    const limits = {
      windows: [
        { limit: 20, perSeconds: 1 },
        { limit: 300, perSeconds: 60 },
        { limit: 9, perSeconds: 1, burst: 30 },
      ],
    };
    const { acquire, report } = gateOf(limits, { useWithinMs: 200, leaseTtlMs: 2_000 });
    const random = seededRandom(7);
    const start = Date.now();
    const arrivals: Arrival[] = [];
    for (let ask = 0; ask < 1_500; ask += 1) {
      const grant = await acquire(1 + Math.floor(random() * 12), { urgent: random() < 0.5 });
      const delays = Array.from({ length: grant.permits }, () => Math.floor(random() * 200));
      arrivals.push(...delays.map((delay) => ({ at: Date.now() - start + delay, cost: 1 })));
      passTime(200);
      if (grant.permits > 0 && random() < 0.8) {
        await report(grant, { sentAfterMs: delays });
      }
      passTime(Math.floor(random() * 400));
    }
    arrivals.sort((a, b) => a.at - b.at);
    expect(arrivals.length).toBeGreaterThan(1_500);
    expect(mostInSpan(arrivals, 1_000)).toBeLessThanOrEqual(20);
    expect(mostInSpan(arrivals, 60_000)).toBeLessThanOrEqual(300);
    expect(burstOver(arrivals, { limit: 9, perSeconds: 1 })).toBeLessThanOrEqual(30);
  });

  it("are charged all together or not at all", async () => {
    const windows = [
      { limit: 3, perSeconds: 1 },
      { limit: 100, perSeconds: 60 },
    ];
    const { acquire, inspect } = gateOf({ windows });
    expect(await acquire(50)).toMatchObject({ permits: 3, limitedBy: "window" });
    expect((await acquire(50)).permits).toBe(0);
    expect((await inspect()).windows.map(({ available }) => available)).toEqual([0, 97]);
  });

  it("are lowered by what a provider's headers say, and never raised", async () => {
    const limits = { windows: [{ limit: 10, perSeconds: 1 }] };
    const hint = { perSeconds: 1, limit: null, resetAfterMs: 1_000 };
    const { acquire, report, inspect } = gateOf(limits);
    await report(await acquire(2), { hints: [{ ...hint, remaining: 3 }] });
    expect((await inspect()).windows[0]?.available).toBe(3);
    await report(await acquire(1), { hints: [{ ...hint, limit: 1_000, remaining: 900 }] });
    expect((await inspect()).windows[0]?.available).toBe(2);
    passTime(5_000);
    expect((await acquire(99)).permits).toBe(10);
  });

  it("close for every sender of the account until the time that a 429 names, and for no other account", async () => {
    const { acquire, report, inspect } = gateOf({ windows: [BURST] });
    const other = gateOf({ windows: [BURST] });
    const senders = await Promise.all([acquire(1), acquire(1), acquire(1)]);
    await report(senders[0] ?? (await acquire(1)), { outcomes: ["throttle"], throttledForMs: 30_000 });
    passTime(29_999);
    const asked = await Promise.all(Array.from({ length: 20 }, () => acquire(1, { urgent: true })));
    expect(asked.every(({ permits, waitMs }) => permits === 0 && waitMs === 1)).toBe(true);
    expect((await inspect()).blockedUntil).toBe(Date.now() + 1);
    expect((await other.acquire(1)).permits).toBe(1);
    passTime(1);
    expect((await acquire(1)).permits).toBe(1);
  });
});

describe("requests in flight", () => {
  it("are never more than allowed, and come back when their lease is over", async () => {
    const { acquire, inspect } = gateOf({ windows: [], concurrency: 5 });
    expect(await acquire(8)).toMatchObject({ permits: 5, limitedBy: "concurrency", waitMs: 1_000 });
    expect((await acquire(1)).permits).toBe(0);
    expect((await inspect()).leased).toBe(5);
    passTime(34_999);
    expect(await acquire(1)).toMatchObject({ permits: 0, waitMs: 1 });
    passTime(1);
    expect((await acquire(8)).permits).toBe(5);
  });
});

describe("requests in flight that a provider's answers limit", () => {
  const said = (concurrency: number) => ({
    hints: [{ perSeconds: null, limit: null, remaining: null, resetAfterMs: null, concurrency }],
  });

  it("are fewer than configured while they say so, and never more", async () => {
    const { acquire, report, inspect } = gateOf({ windows: [], concurrency: 5 });
    await report(await acquire(1), said(2));
    expect((await inspect()).concurrency).toBe(2);
    const two = await acquire(8);
    expect(two).toMatchObject({ permits: 2, limitedBy: "concurrency" });
    await report(two, said(90));
    expect((await acquire(8)).permits).toBe(5);
  });

  it("are limited also where nothing is configured", async () => {
    const { acquire, report } = gateOf(UNLIMITED);
    await report(await acquire(1), said(3));
    expect((await acquire(8)).permits).toBe(3);
  });
});

describe("those who wait", () => {
  it("are told times one behind the other, over all who ask, and are counted", async () => {
    const { acquire, inspect } = gateOf({ windows: [BURST] });
    expect(await acquire(6)).toMatchObject({ permits: 4, waitMs: 500, deferredMs: [500, 1_000] });
    expect((await acquire(2)).deferredMs).toEqual([1_500, 2_000]);
    expect((await acquire(2, { urgent: true })).deferredMs).toEqual([500, 500]);
    expect((await inspect()).waiting).toBe(4);
  });
});

describe("the breaker of an account", () => {
  it("opens after five failures in a row, for its account alone, and gives three probes to five hundred callers", async () => {
    const { acquire, report, inspect } = gateOf(UNLIMITED);
    const other = gateOf(UNLIMITED);
    const transitions = await report(await acquire(5), { outcomes: times(5, "failure") });
    expect(transitions).toEqual([
      expect.objectContaining({ from: "closed", to: "open", reason: "consecutive_failures" }),
    ]);
    expect(await acquire(1)).toMatchObject({ permits: 0, limitedBy: "breaker" });
    expect((await inspect()).breaker).toMatchObject({ phase: "open", generation: 1, note: null });
    expect((await other.acquire(1)).permits).toBe(1);

    passTime(72_001);
    const asked = await Promise.all(Array.from({ length: 500 }, () => acquire(1)));
    expect(asked.reduce((sum, { permits }) => sum + permits, 0)).toBe(3);
    expect(asked.flatMap(({ transitions: moved }) => moved)).toEqual([
      expect.objectContaining({ from: "open", to: "half_open" }),
    ]);
    const probes = asked.filter(({ permits }) => permits > 0);
    const closing = await Promise.all(probes.map((probe) => report(probe)));
    expect(closing.flat()).toEqual([expect.objectContaining({ to: "closed" })]);
  });

  it("ignores outcomes from before its last change of state", async () => {
    const { acquire, report, inspect } = gateOf(UNLIMITED);
    const [old, failed] = [await acquire(2), await acquire(5)];
    await report(failed, { outcomes: times(5, "failure") });
    passTime(72_001);
    await acquire(1);
    await report(old, { outcomes: ["success", "success"] });
    expect((await inspect()).breaker.phase).toBe("half_open");
  });

  it("counts a report once, however often it comes", async () => {
    const { acquire, report, inspect } = gateOf(UNLIMITED);
    const grant = await acquire(4);
    for (let copy = 0; copy < 3; copy += 1) {
      await report(grant, { outcomes: times(4, "failure") });
    }
    expect((await inspect()).breaker.phase).toBe("closed");
  });

  it("is isolated by a person until released, or until the time that the person named", async () => {
    const { account, acquire, inspect } = gateOf(UNLIMITED);
    const isolated = await gates.isolate("twilio", account, "a stolen token", null);
    expect(isolated).toEqual([expect.objectContaining({ to: "isolated", note: "a stolen token" })]);
    expect((await inspect()).breaker).toMatchObject({
      phase: "isolated",
      until: null,
      note: "a stolen token",
    });
    expect(await acquire(1)).toMatchObject({
      permits: 0,
      limitedBy: "breaker",
      waitMs: null,
      deferredMs: [300_000],
    });
    expect(await gates.release("twilio", account, "replaced")).toHaveLength(1);
    expect((await acquire(1)).permits).toBe(1);

    await gates.isolate("twilio", account, "maintenance", Date.now() + 60_000);
    expect((await acquire(1)).waitMs).toBe(60_000);
    passTime(60_000);
    expect((await acquire(1)).permits).toBe(1);
  });
});

describe("a message", () => {
  it("of an unknown version is refused in plain words", async () => {
    const { inside } = gateOf(UNLIMITED);
    const message = { v: 2 as 1, note: "", until: null, limits: UNLIMITED };
    await inside((gate) => {
      expect(() => gate.isolate(message)).toThrow(
        "AccountGate.isolate knows version 1 of its messages, not 2.",
      );
      expect(() => gate.release(message)).toThrow(RangeError);
      expect(() => gate.inspect(message)).toThrow(RangeError);
    });
  });

  it("that contradicts itself changes nothing", async () => {
    const { inside, acquire, inspect } = gateOf(UNLIMITED);
    const { leaseId, generation } = await acquire(1);
    const told = { throttledForMs: null, hints: [], providerWaitMs: null, unused: 0 };
    const report = { v: 1, leaseId, generation, limits: UNLIMITED, sentAfterMs: [0, 0], ...told } as const;
    await inside((gate) => {
      expect(() => gate.report({ ...report, outcomes: times(2, "failure") })).toThrow(RangeError);
    });
    expect((await inspect()).leased).toBe(1);
  });
});
