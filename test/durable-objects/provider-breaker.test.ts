import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createProviderBreakers } from "../../shared/gates/provider-breakers.ts";

afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const provider = `provider-${crypto.randomUUID()}`;
  let calls = 0;
  const counted = new Proxy(env.PROVIDER_BREAKER, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === "get") {
        return (...ids: Parameters<typeof target.get>) => {
          calls += 1;
          return target.get(...ids);
        };
      }
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const isolate = () => createProviderBreakers(counted, () => Date.now(), new Map());
  return { provider, isolate, breakers: isolate(), calls: () => calls };
}

const ask = { count: 5, probeTtlMs: 35_000 };
const five = Array.from({ length: 5 }, () => "failure" as const);

async function fail(
  breakers: ReturnType<ReturnType<typeof setUp>["isolate"]>,
  provider: string,
  account: string,
) {
  const admission = await breakers.admit(provider, ask);
  return await breakers.report(provider, {
    admission,
    account,
    outcomes: five,
    unused: 0,
    providerWaitMs: null,
  });
}

describe("the provider breaker", () => {
  it("leaves the provider to others while one account alone fails", async () => {
    const { provider, breakers } = setUp();
    for (let round = 0; round < 5; round += 1) {
      await fail(breakers, provider, "a");
    }
    expect(await breakers.inspect(provider)).toMatchObject({ phase: "closed" });
  });

  it("opens for all accounts when several fail, outlives its eviction, and lets probes through after its time", async () => {
    const { provider, breakers, isolate } = setUp();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    await fail(breakers, provider, "a");
    const transitions = await fail(breakers, provider, "b");
    expect(transitions).toEqual([expect.objectContaining({ from: "closed", to: "open" })]);
    expect(await isolate().admit(provider, ask)).toMatchObject({ phase: "open", allowed: 0 });
    await evictDurableObject(env.PROVIDER_BREAKER.get(env.PROVIDER_BREAKER.idFromName(provider)));
    expect(await isolate().admit(provider, ask)).toMatchObject({ phase: "open", allowed: 0 });

    vi.setSystemTime(Date.now() + 73_000);
    const probes = await isolate().admit(provider, ask);
    expect(probes).toMatchObject({ phase: "half_open", allowed: 3 });
    expect(await isolate().admit(provider, ask)).toMatchObject({ phase: "half_open", allowed: 0 });
    const report = { admission: probes, account: "a", unused: 1, providerWaitMs: null };
    await isolate().report(provider, { ...report, outcomes: ["success", "success"] });
    expect(await breakers.inspect(provider)).toMatchObject({ phase: "closed" });
  });

  it("is isolated and released by a person, in whatever words", async () => {
    const { provider, breakers } = setUp();
    await breakers.isolate(provider, "Wartung – bis 5 Uhr ☂", null);
    expect(await breakers.inspect(provider)).toMatchObject({
      phase: "isolated",
      note: "Wartung – bis 5 Uhr ☂",
    });
    expect(await breakers.admit(provider, ask)).toMatchObject({ allowed: 0, retryAfterMs: null });
    await breakers.release(provider, "fertig");
    expect(await breakers.admit(provider, ask)).toMatchObject({ phase: "closed", allowed: 5 });
  });

  it("costs an isolate no call per batch while nothing fails", async () => {
    const { provider, breakers, calls } = setUp();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    for (let batch = 0; batch < 20; batch += 1) {
      vi.setSystemTime(Date.now() + 500);
      const admission = await breakers.admit(provider, { ...ask, count: 50 });
      expect(admission.allowed).toBe(50);
      const outcomes = Array.from({ length: 50 }, () => "success" as const);
      await breakers.report(provider, { admission, account: "a", outcomes, unused: 0, providerWaitMs: null });
    }
    expect(calls()).toBeLessThanOrEqual(7);
  });
});
