import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Outcome } from "../../../shared/flow/breaker-state.ts";
import { createAccountGates } from "../../../shared/gates/account-gates.ts";
import type { BreakerMemory } from "../../../shared/gates/breaker-memory.ts";
import { createProviderBreakers } from "../../../shared/gates/provider-breakers.ts";
import { times } from "../flow/breaker-harness.ts";
import { counting, failure, recordedLog } from "./objects.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(() => {
  vi.useRealTimers();
});

const ask = { count: 5, probeTtlMs: 35_000 };
const told = { account: "a", unused: 0, providerWaitMs: null } as const;

/** A provider of the test's own, seen from as many isolates as asked for. */
function provider(namespace: object = env.PROVIDER_BREAKER) {
  const id = `provider-${crypto.randomUUID()}`;
  const { binding, calls } = counting(namespace);
  const { log, lines } = recordedLog();
  const isolate = () => {
    const memory = new Map<string, BreakerMemory>();
    const breakers = createProviderBreakers(binding, () => Date.now(), { memory, log });
    const admit = (count = ask.count) => breakers.admit(id, { ...ask, count });
    const report = async (outcomes: readonly Outcome[], account: string = told.account) => {
      const admission = await admit();
      return await breakers.report(id, { ...told, account, admission, outcomes });
    };
    return { breakers, admit, report };
  };
  return { id, isolate, calls, lines };
}

function passTime(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

describe("what an isolate knows of a provider's breaker", () => {
  it("costs together with the account's gate at most sixty calls for a thousand jobs in batches of fifty", async () => {
    const { id, isolate, calls } = provider();
    const { breakers } = isolate();
    const gate = counting(env.ACCOUNT_GATE);
    const gates = createAccountGates(gate.binding);
    const limits = { windows: [{ limit: 1_000, perSeconds: 1 }], concurrency: 100 };
    const account = crypto.randomUUID();
    for (let batch = 0; batch < 20; batch += 1) {
      passTime(500);
      const admission = await breakers.admit(id, { count: 50, probeTtlMs: 35_000 });
      const lease = { useWithinMs: 50, leaseTtlMs: 35_000, probeTtlMs: 35_000 };
      const permits = await gates.acquire(id, account, { limits, count: admission.allowed, ...lease });
      expect(permits.permits).toBe(50);
      const outcomes = times(50, "success");
      const { leaseId, generation } = permits;
      const common = { outcomes, unused: 0, providerWaitMs: null };
      const sentAfterMs = outcomes.map(() => 0);
      const learned = { throttledForMs: null, hints: [] };
      await gates.report(id, account, { leaseId, generation, limits, sentAfterMs, ...learned, ...common });
      await breakers.report(id, { admission, account, ...common });
    }
    expect(gate.calls()).toBe(40);
    expect(gate.calls() + calls()).toBeLessThanOrEqual(50);
  });

  it("is believed for two seconds while closed, and then asked again", async () => {
    const { isolate, calls } = provider();
    const { admit } = isolate();
    expect(await admit(7)).toMatchObject({ phase: "closed", allowed: 7, retryAfterMs: 0 });
    passTime(1_999);
    expect(await admit(9)).toMatchObject({ phase: "closed", allowed: 9 });
    expect(calls()).toBe(1);
    passTime(1);
    await admit(9);
    expect(calls()).toBe(2);
  });

  it("is believed while open, with the time that is left, and no longer than it is open", async () => {
    const { isolate, calls } = provider();
    const [one, two] = [isolate(), isolate()];
    await one.report(times(5, "failure"), "a");
    await one.report(times(1, "failure"), "b");
    const { retryAfterMs } = await two.admit();
    const before = calls();
    passTime(500);
    const later = await two.admit();
    expect(later).toMatchObject({ phase: "open", allowed: 0, retryAfterMs: (retryAfterMs ?? 0) - 500 });
    expect(calls()).toBe(before);
    passTime((later.retryAfterMs ?? 0) - 1_000);
    expect((await two.admit()).retryAfterMs).toBe(1_000);
    passTime(1_000);
    expect(await two.admit()).toMatchObject({ phase: "half_open", allowed: 3 });
  });

  it("is nothing while every send needs a probe's lease, and while the traffic comes back", async () => {
    const { id, isolate, calls } = provider();
    const { breakers, admit, report } = isolate();
    await report(times(5, "failure"), "a");
    await report(times(1, "failure"), "b");
    passTime(72_001);
    const probes = await admit(3);
    expect(await Promise.all([admit(), admit(), admit()])).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ phase: "half_open", allowed: 0 })),
    );
    const report3 = { ...told, admission: probes, outcomes: times(3, "success") };
    expect(await breakers.report(id, report3)).toHaveLength(1);
    const before = calls();
    expect(await admit(1)).toMatchObject({ phase: "closed", allowed: 1 });
    expect(await admit(50)).toMatchObject({ phase: "closed", allowed: 5 });
    expect(calls()).toBe(before + 2);
    passTime(60_000);
    await admit(50);
    expect((await admit(50)).allowed).toBe(50);
    expect(calls()).toBe(before + 3);
  });

  it("of successes is told with the next failure, and weighs as much as if it had been told at once", async () => {
    const { id, isolate, calls } = provider();
    const { breakers, admit, report } = isolate();
    for (const account of ["a", "b", "c", "d"]) {
      const admission = await admit();
      await breakers.report(id, { ...told, account, admission, outcomes: times(300, "success") });
    }
    expect(calls()).toBe(1);
    for (let round = 0; round < 40; round += 1) {
      for (const account of ["a", "b", "c", "d"]) {
        await report(["success", "failure", "failure", "failure"], account);
      }
    }
    expect((await breakers.inspect(id)).phase).toBe("closed");
  });

  it("of successes is told after ten seconds at the latest", async () => {
    const { isolate, calls } = provider();
    const { report } = isolate();
    await report(["success"]);
    passTime(1_999);
    await report(["success"]);
    expect(calls()).toBe(1);
    passTime(8_001);
    await report(["success"]);
    expect(calls()).toBe(3);
  });

  it("of successes in an earlier generation is forgotten", async () => {
    const { id, isolate } = provider();
    const [one, two] = [isolate(), isolate()];
    await one.report(times(100, "success"), "c");
    await two.report(times(5, "failure"), "a");
    await two.report(times(5, "failure"), "b");
    passTime(72_001);
    const probes = await two.admit();
    await two.breakers.report(id, { ...told, admission: probes, outcomes: times(3, "success") });
    await one.report(times(5, "failure"), "a");
    await one.report(times(5, "failure"), "b");
    expect((await one.breakers.inspect(id)).phase).toBe("open");
  });
});

describe("a breaker that cannot be asked", () => {
  it.each([
    ["throws", async () => Promise.reject(failure({ retryable: true }))],
    ["is overloaded", async () => Promise.reject(failure({ overloaded: true }))],
    ["answers with an error", async () => Response.json({ error: "gone" }, { status: 500 })],
    [
      "answers in a version that is not known",
      async () => Response.json({ v: 2, phase: "closed", allowed: 5 }),
    ],
  ])("allows nothing for two seconds when the object %s, and is left alone for as long", async (_, fetch) => {
    const namespace = { idFromName: (name: string) => name, get: () => ({ fetch }) };
    const { isolate, calls, lines } = provider(namespace);
    const { admit } = isolate();
    expect(await admit()).toEqual({
      phase: "unavailable",
      allowed: 0,
      generation: 0,
      leaseId: "",
      retryAfterMs: 2_000,
      transitions: [],
    });
    passTime(1_500);
    expect(await admit()).toMatchObject({ phase: "unavailable", allowed: 0, retryAfterMs: 500 });
    expect(calls()).toBe(1);
    expect(lines).toEqual([expect.objectContaining({ event: "breaker.unavailable", step: "admit" })]);
    passTime(500);
    await admit();
    expect(calls()).toBe(2);
  });

  it("loses a report without an error to the caller, and is not told it twice", async () => {
    const fetch = async () => Promise.reject(failure({ retryable: true }));
    const namespace = { idFromName: (name: string) => name, get: () => ({ fetch }) };
    const { id, isolate, calls, lines } = provider(namespace);
    const { breakers } = isolate();
    const admission = {
      phase: "closed",
      allowed: 1,
      generation: 0,
      leaseId: "l",
      retryAfterMs: 0,
      transitions: [],
    } as const;
    expect(await breakers.report(id, { ...told, admission, outcomes: ["failure"] })).toEqual([]);
    expect(calls()).toBe(1);
    expect(lines).toEqual([expect.objectContaining({ event: "breaker.unavailable", step: "report" })]);
  });
});
