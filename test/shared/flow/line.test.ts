import { describe, expect, it } from "vitest";
import { acquirePermits } from "../../../shared/flow/account-acquire.ts";
import { reportPermits } from "../../../shared/flow/account-report.ts";
import { NEW_ACCOUNT } from "../../../shared/flow/account-state.ts";
import type { BucketLimits } from "../../../shared/flow/bucket-state.ts";
import { seededRandom } from "./simulation.ts";

const T0 = 1_700_000_000_000;
const BATCH = 50;
const LEASE = { useWithinMs: 50, leaseTtlMs: 35_000, probeTtlMs: 35_000 };

/** Sends jobs that all ask at once, and then when they are told to, late by up to `lateMs`. */
function sendAll(limits: BucketLimits, jobs: number, lateMs: number) {
  const random = seededRandom(1);
  let waiting = Array.from({ length: jobs }, () => T0);
  let state = NEW_ACCOUNT;
  let now = T0;
  let asks = 0;
  for (let batch = 0; waiting.length > 0; batch += 1) {
    waiting.sort((a, b) => a - b);
    now = Math.max(now, waiting[0] ?? 0);
    const due = waiting.filter((at) => at <= now).slice(0, BATCH);
    waiting = waiting.slice(due.length);
    asks += due.length;
    const ask = { limits, count: due.length, leaseId: `l${batch}`, ...LEASE };
    const { state: asked, result } = acquirePermits(state, ask, now, random);
    const { leaseId, generation, permits } = result;
    const told = { unused: 0, outcomes: [], throttledForMs: null, hints: [], providerWaitMs: null };
    const sentAfterMs = Array.from({ length: permits }, () => 0);
    state = reportPermits(asked, { limits, leaseId, generation, sentAfterMs, ...told }, now, random).state;
    waiting.push(...result.deferredMs.map((ms) => now + ms + Math.floor(random() * lateMs)));
  }
  return { asksPerJob: asks / jobs, seconds: (now - T0) / 1_000 };
}

describe("a backlog that asks when it is told to", () => {
  const fast = { windows: [{ limit: 20, perSeconds: 1 }] };
  const slow = { windows: [{ limit: 2, perSeconds: 1 }] };

  it("asks once more each after the first refusal, and uses the limit, when everybody is on time", () => {
    const run = sendAll(fast, 2_000, 0);
    expect(run.asksPerJob).toBeLessThanOrEqual(2.1);
    expect(run.seconds).toBeLessThanOrEqual(105);
  });

  it("uses most of the limit when everybody is late by up to a second, and asks a few times each", () => {
    const run = sendAll(fast, 2_000, 1_000);
    expect(run.asksPerJob).toBeLessThanOrEqual(4);
    expect(run.seconds).toBeLessThanOrEqual(110);
    expect(sendAll(slow, 500, 300).seconds).toBeLessThanOrEqual(1.2 * 250);
  });

  it("keeps to that where several windows bind in turn", () => {
    const windows = [
      { limit: 10, perSeconds: 1 },
      { limit: 100, perSeconds: 60 },
    ];
    const run = sendAll({ windows }, 1_000, 200);
    expect(run.asksPerJob).toBeLessThanOrEqual(4);
    expect(run.seconds).toBeLessThanOrEqual(1.1 * 600);
  });
});
