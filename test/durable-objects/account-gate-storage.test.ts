import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { times } from "../shared/flow/breaker-harness.ts";
import { gateOf, passTime } from "./gate-harness.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const LIMITS = { windows: [{ limit: 4, perSeconds: 60 }], concurrency: 10 };

type Gate = ReturnType<typeof gateOf>;

describe("an account's gate that loses its memory", () => {
  const losses: readonly (readonly [how: string, lose: (gate: Gate) => Promise<void>])[] = [
    ["evicted", ({ stub }) => evictDurableObject(stub)],
    ["aborted", () => abortAllDurableObjects()],
  ];

  it.each(losses)("mints no permits when %s, whether or not they were reported", async (_, lose) => {
    const gate = gateOf(LIMITS);
    await gate.report(await gate.acquire(2));
    const open = await gate.acquire(1);
    await lose(gate);
    expect(await gate.inspect()).toMatchObject({ leased: 1, windows: [{ available: 1 }] });
    await gate.report(open);
    await lose(gate);
    expect((await gate.acquire(9)).permits).toBe(1);
    await lose(gate);
    expect((await gate.acquire(9)).permits).toBe(0);
  });

  it.each(losses)("keeps its blocks, its breaker and its line when %s", async (_, lose) => {
    const gate = gateOf({ windows: [] });
    await gate.report(await gate.acquire(1), { outcomes: ["throttle"], throttledForMs: 30_000 });
    const [first = 0] = (await gate.acquire(1)).deferredMs;
    await lose(gate);
    expect(await gate.acquire(1)).toMatchObject({ limitedBy: "blocked", waitMs: 30_000 });
    expect((await gate.acquire(1)).deferredMs[0]).toBeGreaterThan(first);
    passTime(30_000);
    await gate.report(await gate.acquire(5), { outcomes: times(5, "failure") });
    await lose(gate);
    expect((await gate.acquire(1)).limitedBy).toBe("breaker");
    passTime(72_001);
    const probe = await gate.acquire(2);
    await lose(gate);
    expect((await gate.acquire(5)).permits).toBe(1);
    await gate.report(probe);
    expect((await gate.inspect()).breaker.phase).toBe("closed");
  });
});

describe("a row of an account's gate", () => {
  const replaceRow = (gate: Gate, text: string) =>
    runInDurableObject(gate.stub, (_, { storage }) => {
      storage.sql.exec("update gate set state = ? where id = 1", text);
    });

  it.each([
    ["of another version", JSON.stringify({ v: 0, tokens: 12 })],
    ["without a version", JSON.stringify({ bucket: { tat: 5 } })],
    ["that is no JSON", "{"],
  ])("%s is taken as full use: nothing is granted until that has left the windows", async (_, text) => {
    const gate = gateOf({ windows: [{ limit: 4, perSeconds: 60 }] });
    await gate.report(await gate.acquire(1));
    await replaceRow(gate, text);
    await evictDurableObject(gate.stub);
    expect(await gate.inspect()).toMatchObject({
      windows: [{ available: 0 }],
      breaker: { phase: "half_open" },
    });
    expect((await gate.acquire(1)).permits).toBe(0);
    passTime(180_000);
    expect((await gate.acquire(9)).permits).toBe(0);
    await evictDurableObject(gate.stub);
    passTime(1);
    const probes = await gate.acquire(9);
    expect(probes.permits).toBe(3);
    await gate.report(probes);
    expect((await gate.acquire(9)).permits).toBe(1);
  });

  it("is written once by a call that changes something, and not by one that changes nothing", async () => {
    const gate = gateOf(LIMITS);
    await gate.inspect();
    const rows = await gate.countRows();
    const grant = await gate.acquire(4);
    expect(rows.written).toBe(1);
    await gate.report(grant);
    expect(rows.written).toBe(2);
    await gate.acquire(1, { urgent: true });
    await gate.report(grant);
    await gate.inspect();
    expect(rows.written).toBe(2);
    await gate.acquire(1);
    expect(rows.written).toBe(3);
  });

  it("is the only one that any of a thousand asks writes", { timeout: 30_000 }, async () => {
    const gate = gateOf({ windows: [{ limit: 5, perSeconds: 1 }], concurrency: 40 });
    await gate.inspect();
    const rows = await gate.countRows();
    let permits = 0;
    for (let ask = 0; ask < 1_000; ask += 1) {
      permits += (await gate.acquire(3, { urgent: ask % 2 === 0 })).permits;
      passTime(100);
    }
    expect(permits).toBeGreaterThan(40);
    expect(rows.most).toBe(1);
    expect(rows.written).toBeLessThanOrEqual(1_000);
    expect(rows.written).toBeGreaterThan(0);
  });

  it.each([
    [25, 80],
    [1, 2_000],
  ])(
    "is paid for by the block: a thousand permits in blocks of %d cost %d calls and as many rows",
    {
      timeout: 30_000,
    },
    async (block, most) => {
      const gate = gateOf({ windows: [{ limit: 100_000, perSeconds: 60 }], concurrency: 40 });
      await gate.inspect();
      const rows = await gate.countRows();
      let calls = 0;
      for (let sent = 0; sent < 1_000; sent += block) {
        await gate.report(await gate.acquire(block));
        calls += 2;
      }
      expect(calls).toBe(most);
      expect(rows.written).toBe(calls);
    },
  );
});
