import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createAccountGates } from "../../shared/gates/account-gates.ts";

afterEach(() => {
  vi.useRealTimers();
});

const gates = createAccountGates(env.ACCOUNT_GATE);
const limits = { windows: [{ limit: 2, perSeconds: 1, burst: 4 }], concurrency: 50 };

function setUp(now = Date.now()) {
  vi.useFakeTimers({ toFake: ["Date"], now });
  const account = crypto.randomUUID();
  const stub = env.ACCOUNT_GATE.getByName(`twilio:${account}`);
  const acquire = (count: number, overrides: Partial<Parameters<typeof gates.acquire>[2]> = {}) =>
    gates.acquire("twilio", account, {
      limits,
      count,
      cost: 1,
      useWithinMs: 50,
      leaseTtlMs: 35_000,
      probeTtlMs: 35_000,
      urgent: false,
      ...overrides,
    });
  const report = (
    permits: Awaited<ReturnType<typeof acquire>>,
    overrides: Partial<Parameters<typeof gates.report>[2]> = {},
  ) =>
    gates.report("twilio", account, {
      leaseId: permits.leaseId,
      generation: permits.generation,
      limits,
      sentAfterMs: Array.from({ length: permits.permits }, () => 0),
      unused: 0,
      outcomes: Array.from({ length: permits.permits }, () => "success" as const),
      throttledForMs: null,
      hints: [],
      providerWaitMs: null,
      ...overrides,
    });
  return { account, stub, acquire, report };
}

describe("the account gate", () => {
  it("grants a batch what the windows hold and says how long the rest waits, one behind the other", async () => {
    const { acquire } = setUp();
    const first = await acquire(10);
    expect(first).toMatchObject({ permits: 4, limitedBy: "window" });
    expect(first.deferredMs).toHaveLength(6);
    expect(first.deferredMs.every((ms, index, all) => index === 0 || ms >= (all[index - 1] ?? 0) + 500)).toBe(
      true,
    );
    const second = await acquire(2);
    expect(second.permits).toBe(0);
    expect(second.deferredMs[0]).toBeGreaterThan(first.deferredMs[5] ?? 0);
    const urgent = await acquire(1, { urgent: true });
    expect(urgent.deferredMs[0]).toBeLessThan(first.deferredMs[2] ?? 0);
  });

  it("mints no permits when it is evicted", async () => {
    const { acquire, report, stub } = setUp();
    await report(await acquire(4));
    await evictDurableObject(stub);
    expect((await acquire(1)).permits).toBe(0);
  });

  it("closes for every sender of the account until the time that a 429 names, and for no other account", async () => {
    const { acquire, report } = setUp();
    const other = setUp(Date.now());
    await report(await acquire(1), { outcomes: ["throttle"], throttledForMs: 30_000 });
    vi.setSystemTime(Date.now() + 29_000);
    expect(await acquire(1)).toMatchObject({ permits: 0, limitedBy: "blocked" });
    expect((await other.acquire(1)).permits).toBe(1);
    vi.setSystemTime(Date.now() + 1_001);
    expect((await acquire(1)).permits).toBe(1);
  });

  it("lends no more requests in flight than allowed, and takes them back when their lease is over", async () => {
    const { acquire } = setUp();
    const wide = { limits: { windows: [], concurrency: 5 }, useWithinMs: 1_000 };
    expect(await acquire(8, wide)).toMatchObject({ permits: 5, limitedBy: "concurrency" });
    expect((await acquire(1, wide)).permits).toBe(0);
    vi.setSystemTime(Date.now() + 35_001);
    expect((await acquire(8, wide)).permits).toBe(5);
  });

  it("opens its breaker after five failures in a row, for its account alone, and gives three probes to five hundred callers", async () => {
    const { acquire, report } = setUp();
    const other = setUp(Date.now());
    const wide = { limits: { windows: [], concurrency: 1_000 } };
    const failed = await acquire(5, wide);
    const transitions = await report(failed, {
      ...wide,
      outcomes: Array.from({ length: 5 }, () => "failure" as const),
    });
    expect(transitions).toEqual([expect.objectContaining({ to: "open" })]);
    expect(await acquire(1, wide)).toMatchObject({ permits: 0, limitedBy: "breaker" });
    expect((await other.acquire(1)).permits).toBe(1);
    vi.setSystemTime(Date.now() + 73_000);
    const asked = await Promise.all(Array.from({ length: 500 }, () => acquire(1, wide)));
    expect(asked.reduce((sum, { permits }) => sum + permits, 0)).toBe(3);
  });

  it("ignores a report from before its last change of state", async () => {
    const { acquire, report, account } = setUp();
    const wide = { limits: { windows: [], concurrency: 1_000 } };
    const [old, failed] = [await acquire(2, wide), await acquire(5, wide)];
    await report(failed, { ...wide, outcomes: Array.from({ length: 5 }, () => "failure" as const) });
    await report(old, { ...wide, outcomes: ["success", "success"] });
    expect((await gates.inspect("twilio", account, wide.limits)).breaker.phase).toBe("open");
  });

  it("is isolated and released by a person", async () => {
    const { acquire, account } = setUp();
    await gates.isolate("twilio", account, "a stolen token", null);
    expect(await gates.inspect("twilio", account, limits)).toMatchObject({
      breaker: { phase: "isolated", note: "a stolen token" },
    });
    expect((await acquire(1)).permits).toBe(0);
    await gates.release("twilio", account, "replaced");
    expect((await acquire(1)).permits).toBe(1);
  });

  it("writes at most one row per call, and none for a refusal that changes nothing", async () => {
    const { acquire, report, stub } = setUp();
    const size = () =>
      runInDurableObject(
        stub,
        (_, state) => state.storage.sql.exec<{ n: number }>("select total_changes() as n").one().n,
      );
    const before = await size();
    await report(await acquire(4));
    expect((await size()) - before).toBe(2);
    const full = await size();
    await acquire(1, { urgent: true });
    expect(await size()).toBe(full);
  });
});
