import { describe, expect, it } from "vitest";
import type { AccountGates, AccountPermits, ReportRequest } from "../../../shared/gates/account-gates.ts";
import { callWithinLimits } from "../../../shared/gates/single-call.ts";
import type { Outcome } from "../../../shared/model/outcome.ts";

const GRANTED: AccountPermits = {
  leaseId: "lease",
  permits: 1,
  startAfterMs: [0],
  promptMs: 0,
  generation: 4,
  limitedBy: null,
  waitMs: 0,
  deferredMs: [],
  transitions: [],
};
const refusal = (
  waitMs: number | null,
  limitedBy: AccountPermits["limitedBy"] = "window",
): AccountPermits => ({
  ...GRANTED,
  permits: 0,
  startAfterMs: [],
  limitedBy,
  waitMs,
});

/** A gate that gives these answers in turn. */
function gateOf(answers: AccountPermits[], clock: { now: number }, askingMs = 0) {
  const reports: Omit<ReportRequest, "v">[] = [];
  const gates: AccountGates = {
    acquire: async () => {
      clock.now += askingMs;
      return answers.shift() ?? GRANTED;
    },
    report: async (_provider, _key, report) => {
      reports.push(report);
      return [];
    },
    peek: () => Promise.reject(),
    inspect: () => Promise.reject(),
    isolate: () => Promise.reject(),
    release: () => Promise.reject(),
    setPlan: () => Promise.reject(),
  };
  return { gates, reports };
}

async function call(answers: AccountPermits[], { askingMs = 0, outcome = { kind: "ok" } as Outcome } = {}) {
  const clock = { now: 1_000 };
  const { gates, reports } = gateOf(answers, clock, askingMs);
  let calls = 0;
  const account = { gates, provider: { id: "acme" }, accountKey: "key", app: null, clock: () => clock.now };
  const result = await callWithinLimits(account, async () => {
    calls += 1;
    return { outcome };
  });
  return { result, reports, calls };
}

describe("one call outside of the outbox", () => {
  it("is made with a permit, and its outcome is reported", async () => {
    const { result, reports, calls } = await call([GRANTED]);
    expect(result).toEqual({ made: true, value: { outcome: { kind: "ok" } }, transitions: [] });
    expect(calls).toBe(1);
    expect(reports).toEqual([
      expect.objectContaining({
        leaseId: "lease",
        generation: 4,
        sentAfterMs: [0],
        unused: 0,
        outcomes: ["success"],
        throttledForMs: null,
      }),
    ]);
  });

  it("closes the account when it is throttled", async () => {
    const outcome: Outcome = { kind: "throttle", code: "http_429", message: "", retryAfterMs: 9_000 };
    const { reports } = await call([GRANTED], { outcome });
    expect(reports).toEqual([expect.objectContaining({ outcomes: ["throttle"], throttledForMs: 9_000 })]);
  });

  it("waits a moment for its permit", async () => {
    const { result, calls } = await call([refusal(10), refusal(5), GRANTED]);
    expect([result.made, calls]).toEqual([true, 1]);
  });

  it("is not made when the permit is seconds away, or nobody knows how far", async () => {
    expect((await call([refusal(5_001)])).result).toEqual({
      made: false,
      refusedBy: "limit",
      waitMs: 5_001,
    });
    const { result, calls, reports } = await call([refusal(null, "breaker")]);
    expect(result).toEqual({ made: false, refusedBy: "breaker", waitMs: null });
    expect((await call([refusal(null, "unavailable")])).result).toMatchObject({ refusedBy: "gate" });
    expect([calls, reports]).toEqual([0, []]);
  });

  it("gives back a permit that came too late to be used", async () => {
    const { result, calls, reports } = await call([], { askingMs: 501 });
    expect([result.made, calls]).toEqual([false, 0]);
    expect(reports[0]).toMatchObject({ sentAfterMs: [], unused: 1, outcomes: [] });
  });
});
