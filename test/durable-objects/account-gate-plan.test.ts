import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gateOf, gates, passTime } from "./gate-harness.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(() => {
  vi.useRealTimers();
});

const DOCUMENTED = { windows: [{ limit: 2, perSeconds: 1 }], concurrency: 4 };

describe("the plan of an account", () => {
  it("stands for the documented limits, for whoever asks, until it is taken back", async () => {
    const { account, acquire, report, inspect } = gateOf(DOCUMENTED);
    const plan = { windows: [{ limit: 30, perSeconds: 60 }], concurrency: 20 };
    await gates.setPlan("twilio", account, plan);
    const grant = await acquire(50);
    expect(grant.permits).toBe(20);
    await report(grant);
    expect((await acquire(50)).permits).toBe(10);
    expect(await inspect()).toMatchObject({ planned: true, concurrency: 20, windows: [{ limit: 30 }] });

    await gates.setPlan("twilio", account, null);
    passTime(60_001);
    expect(await inspect()).toMatchObject({ planned: false, concurrency: 4, windows: [{ limit: 2 }] });
  });

  it("is lowered by what the provider's headers say, never raised by them", async () => {
    const { account, acquire, report, inspect } = gateOf(DOCUMENTED);
    await gates.setPlan("twilio", account, { windows: [{ limit: 50, perSeconds: 1 }], concurrency: null });
    const hint = { perSeconds: 1, resetAfterMs: 1_000 };
    await report(await acquire(1), { hints: [{ ...hint, limit: 10, remaining: 3 }] });
    expect((await acquire(50)).permits).toBe(0);
    passTime(1_001);
    await report(await acquire(1), { hints: [{ ...hint, limit: 900, remaining: 800 }] });
    // the second permit was granted while the limit was ten, at five of the plan's units
    expect((await inspect()).windows[0]).toMatchObject({ limit: 50, available: 45 });
  });

  it("outlives an eviction, and a state that cannot be read", async () => {
    const gate = gateOf(DOCUMENTED);
    await gates.setPlan("twilio", gate.account, {
      windows: [{ limit: 7, perSeconds: 1 }],
      concurrency: null,
    });
    await gate.report(await gate.acquire(1));
    await runInDurableObject(gate.stub, (_, { storage }) => {
      storage.sql.exec("update gate set state = '{' where id = 1");
    });
    await evictDurableObject(gate.stub);
    expect(await gate.inspect()).toMatchObject({ planned: true, windows: [{ limit: 7, available: 0 }] });
  });
});

describe("a row from before there were plans", () => {
  it("is read, so that a deployment mints no permits and closes no account", async () => {
    const gate = gateOf(DOCUMENTED);
    await gate.report(await gate.acquire(2));
    await runInDurableObject(gate.stub, (_, { storage }) => {
      const [row] = storage.sql.exec<{ state: string }>("select state from gate where id = 1").toArray();
      const { queues: __, ...state } = JSON.parse(row?.state ?? "{}") as Record<string, unknown>;
      const old = { ...state, v: 1, line: { count: 0, from: 0, until: 0, due: 0, again: 0 } };
      storage.sql.exec("update gate set state = ? where id = 1", JSON.stringify(old));
    });
    await evictDurableObject(gate.stub);
    expect(await gate.inspect()).toMatchObject({ windows: [{ available: 0 }], breaker: { phase: "closed" } });
    passTime(1_001);
    expect((await gate.acquire(5)).permits).toBe(2);
  });
});
