import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Outcome } from "../../shared/flow/breaker-state.ts";
import { createProviderBreakers } from "../../shared/gates/provider-breakers.ts";
import { createLog } from "../../shared/log.ts";
import { times } from "../shared/flow/breaker-harness.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const ask = { count: 5, probeTtlMs: 35_000 };

/** A provider of the test's own; every call comes from an isolate that knows nothing. */
function provider() {
  const id = `provider-${crypto.randomUUID()}`;
  const log = createLog({}, () => undefined);
  const isolate = () =>
    createProviderBreakers(env.PROVIDER_BREAKER, () => Date.now(), { memory: new Map(), log });
  const stub = env.PROVIDER_BREAKER.get(env.PROVIDER_BREAKER.idFromName(id));
  const admit = (count = ask.count) => isolate().admit(id, { ...ask, count });
  return {
    admit,
    report: (
      admission: Awaited<ReturnType<typeof admit>>,
      outcomes: readonly Outcome[],
      { account = "a", unused = 0, providerWaitMs = null as number | null } = {},
    ) => isolate().report(id, { admission, account, outcomes, unused, providerWaitMs }),
    isolate: (note: string, until: number | null = null) => isolate().isolate(id, note, until),
    release: (note: string) => isolate().release(id, note),
    inspect: () => isolate().inspect(id),
    evict: () => evictDurableObject(stub),
    stub,
  };
}

/** A provider that fails for two accounts: its breaker has opened. */
async function broken() {
  const breaker = provider();
  const admission = await breaker.admit();
  await breaker.report(admission, times(5, "failure"), { account: "a" });
  const transitions = await breaker.report(admission, times(5, "failure"), { account: "b" });
  return { ...breaker, transitions };
}

function passTime(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

describe("the provider breaker", () => {
  it("leaves the provider to others while one account alone fails", async () => {
    const { admit, report, inspect } = provider();
    const admission = await admit();
    for (let round = 0; round < 10; round += 1) {
      await report(admission, times(5, "failure"), { account: "a" });
    }
    expect(await inspect()).toMatchObject({ phase: "closed", generation: 0 });
    expect(await admit(50)).toMatchObject({ allowed: 50 });
  });

  it("opens for all accounts when several fail, and outlives its eviction", async () => {
    const { transitions, admit, evict, inspect } = await broken();
    expect(transitions).toEqual([expect.objectContaining({ from: "closed", to: "open" })]);
    expect(await admit()).toMatchObject({ phase: "open", allowed: 0 });
    await evict();
    expect(await admit()).toMatchObject({ phase: "open", allowed: 0 });
    expect((await inspect()).until).toBeGreaterThan(Date.now() + 47_000);
  });

  it("gives three probes to five hundred callers, with an eviction between them too, and closes after two successes", async () => {
    const { admit, report, evict, inspect } = await broken();
    passTime(72_001);
    const first = await admit(2);
    expect(first).toMatchObject({ phase: "half_open", allowed: 2 });
    await evict();
    const asked = await Promise.all(Array.from({ length: 500 }, () => admit(1)));
    expect(asked.reduce((sum, { allowed }) => sum + allowed, 0)).toBe(1);
    await report(first, ["neutral", "success"]);
    expect((await inspect()).phase).toBe("half_open");
    const [probe] = asked.filter(({ allowed }) => allowed > 0);
    const transitions = probe === undefined ? [] : await report(probe, ["success"]);
    expect(transitions).toEqual([expect.objectContaining({ to: "closed", reason: "probes_succeeded" })]);
  });

  it("opens again when a probe fails or is never reported, whoever it belonged to", async () => {
    const { admit, report, inspect } = await broken();
    passTime(72_001);
    await report(await admit(1), ["failure"], { account: "c" });
    expect((await inspect()).phase).toBe("open");
    passTime(144_001);
    await admit(1);
    passTime(35_000);
    expect(await inspect()).toMatchObject({ phase: "open" });
  });

  it("hands the probes that were not used to others", async () => {
    const { admit, report } = await broken();
    passTime(72_001);
    await report(await admit(3), [], { unused: 3 });
    expect(await admit(3)).toMatchObject({ phase: "half_open", allowed: 3 });
  });

  it("lets nothing through before the time that a failing provider named", async () => {
    const { admit, report } = await broken();
    const old = { ...(await admit()), phase: "closed", generation: 0 } as const;
    await report(old, ["failure"], { providerWaitMs: 300_000 });
    passTime(299_999);
    expect(await admit()).toMatchObject({ phase: "open", retryAfterMs: 1 });
  });

  it("is isolated and released by a person, in whatever words", async () => {
    const { isolate, inspect, admit, release, evict } = provider();
    const note = "Wartung – bis 5 Uhr ☂ \ud800";
    expect(await isolate(note)).toEqual([
      expect.objectContaining({ to: "isolated", note: note.toWellFormed() }),
    ]);
    await evict();
    expect(await inspect()).toMatchObject({ phase: "isolated", until: null, note: note.toWellFormed() });
    expect(await admit()).toMatchObject({ allowed: 0, retryAfterMs: null });
    expect(await release("fertig")).toHaveLength(1);
    expect(await admit()).toMatchObject({ phase: "closed", allowed: 5 });
    await isolate("an hour", Date.now() + 3_600_000);
    expect(await admit()).toMatchObject({ allowed: 0, retryAfterMs: 3_600_000 });
  });

  it("takes accounts whose names no header could carry", async () => {
    const { admit, report, inspect } = provider();
    const admission = await admit();
    await report(admission, times(5, "failure"), { account: "Müller\r\n☂" });
    await report(admission, times(1, "failure"), { account: "__proto__" });
    expect((await inspect()).phase).toBe("open");
  });
});

describe("what the provider breaker stores", () => {
  const stored = (stub: DurableObjectStub) =>
    runInDurableObject(stub, (_, { storage }) => storage.get<Record<string, unknown>>("data"));

  it("is one value, written only by calls that change something", async () => {
    const { admit, report, inspect, stub } = provider();
    await inspect();
    const put = await runInDurableObject(stub, (_, { storage }) => vi.spyOn(storage, "put"));
    const admission = await admit();
    await admit();
    await inspect();
    expect(put).not.toHaveBeenCalled();
    await report(admission, ["failure"]);
    expect(put).toHaveBeenCalledTimes(1);
    expect(Object.keys((await stored(stub)) ?? {})).toEqual(["version", "breaker", "scope"]);
  });

  it.each([
    ["of another version", { version: 0, breaker: { failures: 3 }, scope: 7 }],
    ["without a version", { breaker: { failures: 3 } }],
  ])("%s is taken as unknown: three probes show how the provider is", async (_, data) => {
    const { admit, report, inspect, evict, stub } = provider();
    await runInDurableObject(stub, async (_instance, { storage }) => {
      await storage.put("data", data);
    });
    await evict();
    expect((await inspect()).phase).toBe("half_open");
    const probes = await admit(10);
    expect(probes).toMatchObject({ phase: "half_open", allowed: 3 });
    await report(probes, times(3, "success"));
    await evict();
    expect((await inspect()).phase).toBe("closed");
  });
});
