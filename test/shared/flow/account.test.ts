import { describe, expect, it } from "vitest";
import { type AccountAsk, type AccountGrant, acquirePermits } from "../../../shared/flow/account-acquire.ts";
import { type AccountReport, reportPermits } from "../../../shared/flow/account-report.ts";
import { type AccountState, LOST_ACCOUNT, NEW_ACCOUNT } from "../../../shared/flow/account-state.ts";
import { viewAccount } from "../../../shared/flow/account-view.ts";
import type { BucketLimits } from "../../../shared/flow/bucket-state.ts";
import { times } from "./breaker-harness.ts";

const T0 = 1_700_000_000_000;
const WIDE: BucketLimits = { windows: [{ limit: 1_000, perSeconds: 1 }] };

/** An account stored as JSON between calls; its clock counts ms from the start. */
function account(limits: BucketLimits, start: AccountState = NEW_ACCOUNT) {
  let stored = JSON.stringify(start);
  let asks = 0;
  const state = () => JSON.parse(stored) as AccountState;
  const random = () => 0.5;
  return {
    ask(count: number, atMs: number, rest: Partial<AccountAsk> = {}): AccountGrant {
      asks += 1;
      const ttl = { useWithinMs: 0, leaseTtlMs: 35_000, probeTtlMs: 35_000 };
      const ask = { limits, count, leaseId: `l${asks}`, ...ttl, ...rest };
      const step = acquirePermits(state(), ask, T0 + atMs, random);
      stored = JSON.stringify(step.state);
      return step.result;
    },
    tell(grant: AccountGrant, atMs: number, rest: Partial<AccountReport> = {}) {
      const { leaseId, generation, permits } = grant;
      const told = { throttledForMs: null, hints: [], providerWaitMs: null, unused: 0, outcomes: [] };
      const sentAfterMs = Array.from({ length: permits }, () => 0);
      const input = { limits, leaseId, generation, sentAfterMs, ...told, ...rest };
      const step = reportPermits(state(), input, T0 + atMs, random);
      stored = JSON.stringify(step.state);
      return step.transitions;
    },
    view: (atMs: number) => viewAccount(state(), limits, T0 + atMs),
    stored: () => stored,
  };
}

describe("an account's permits", () => {
  it("are spaced at the rate of the window that binds, not of one with room to spare", () => {
    const limits = {
      windows: [
        { limit: 10, perSeconds: 1 },
        { limit: 1_000, perSeconds: 3_600 },
      ],
    };
    const { ask } = account(limits);
    expect(ask(13, 0)).toMatchObject({ permits: 10, limitedBy: "window", deferredMs: [1_001, 1_102, 1_202] });
    const daily = account({
      windows: [
        { limit: 10, perSeconds: 1 },
        { limit: 5, perSeconds: 10 },
      ],
    });
    expect(daily.ask(7, 0)).toMatchObject({ permits: 5, deferredMs: [10_001, 12_002] });
  });

  it("are spaced by what they cost, and further while repeated 429s slow the account down", () => {
    const { ask } = account({ windows: [{ limit: 10, perSeconds: 1 }] });
    expect(ask(4, 0, { cost: 5 }).deferredMs).toEqual([1_001, 1_502]);

    const slowed = account({ windows: [{ limit: 10, perSeconds: 1 }] });
    slowed.tell(slowed.ask(1, 0), 0, { throttledForMs: 1_000 });
    slowed.tell(slowed.ask(1, 1_020), 1_020, { throttledForMs: 1_000 });
    const [first = 0, second = 0] = slowed.ask(2, 2_000).deferredMs;
    expect(second - first).toBe(201);
  });

  it("come back one by one where requests in flight bind, a breaker is open, or a block is to end", () => {
    const flight = account({ windows: [], concurrency: 5 });
    expect(flight.ask(8, 0)).toMatchObject({
      permits: 5,
      limitedBy: "concurrency",
      deferredMs: [1_000, 1_100, 1_200],
    });

    const broken = account({ windows: [] });
    broken.tell(broken.ask(5, 0), 0, { outcomes: times(5, "failure") });
    expect(broken.ask(3, 0)).toMatchObject({
      permits: 0,
      limitedBy: "breaker",
      deferredMs: [60_000, 60_010, 60_020],
    });

    const blocked = account({
      windows: [
        { limit: 10, perSeconds: 1 },
        { limit: 1_000, perSeconds: 3_600 },
      ],
    });
    blocked.tell(blocked.ask(1, 0), 0, { throttledForMs: 7_000 });
    expect(blocked.ask(3, 0)).toMatchObject({ limitedBy: "blocked", deferredMs: [7_000, 7_101, 7_201] });
  });

  it("keep no place in the line for a job that no window can ever hold", () => {
    const { ask, stored } = account({ windows: [{ limit: 10, perSeconds: 1 }] });
    const before = stored();
    expect(ask(1, 0, { cost: 11 })).toMatchObject({ permits: 0, limitedBy: "cost", waitMs: null });
    expect(stored()).toBe(before);
  });

  it("leave the account as it was when they are refused to somebody urgent", () => {
    const { ask, stored } = account({ windows: [{ limit: 1, perSeconds: 10 }] });
    ask(1, 0);
    const before = stored();
    expect(ask(3, 1, { urgent: true })).toMatchObject({ permits: 0, deferredMs: [10_000, 10_000, 10_000] });
    expect(stored()).toBe(before);
  });

  it("count for nothing when their report comes twice, or after their lease is over", () => {
    const { ask, tell, view, stored } = account(WIDE);
    const grant = ask(3, 0);
    tell(grant, 10, { outcomes: times(3, "failure") });
    const before = stored();
    tell(grant, 10, { outcomes: times(3, "failure") });
    expect(stored()).toBe(before);

    const late = ask(3, 20);
    ask(1, 35_020);
    tell(late, 35_021, { outcomes: times(3, "failure") });
    expect(view(35_021).breaker.phase).toBe("closed");
  });

  it("are for probes alone once the breaker is half-open, and go to another when the bucket cannot use them", () => {
    const { ask, tell } = account({ windows: [], concurrency: 5 });
    tell(ask(5, 0), 0, { outcomes: times(5, "failure") });
    expect(ask(9, 60_000)).toMatchObject({ permits: 3, limitedBy: "breaker" });

    const narrow = account({ windows: [{ limit: 1, perSeconds: 1 }] });
    for (let second = 0; second < 5; second += 1) {
      narrow.tell(narrow.ask(1, second * 1_001), second * 1_001, { outcomes: ["failure"] });
    }
    expect(narrow.ask(3, 64_004)).toMatchObject({ permits: 1, limitedBy: "window" });
    expect(narrow.ask(1, 65_005).permits).toBe(1);
    expect(narrow.ask(1, 66_006).permits).toBe(1);
    expect(narrow.ask(1, 67_007)).toMatchObject({ permits: 0, limitedBy: "breaker" });
  });

  it("heed the breaker settings that were asked with, also when the report says nothing of them", () => {
    const { ask, tell, view } = account(WIDE);
    tell(ask(2, 0, { breaker: { consecutiveFailures: 2 } }), 0, { outcomes: times(2, "failure") });
    expect(view(0).breaker).toEqual({ phase: "open", generation: 1, until: T0 + 60_000, note: null });
  });
});

describe("an account whose state was lost", () => {
  const limits = {
    windows: [
      { limit: 10, perSeconds: 1 },
      { limit: 60, perSeconds: 60, burst: 5 },
    ],
    concurrency: 3,
  };

  it("grants nothing until all that may have been sent has left every window", () => {
    const { ask, view } = account(limits, LOST_ACCOUNT);
    expect(ask(5, 0, { urgent: true }).permits).toBe(0);
    expect(view(0)).toMatchObject({
      blockedUntil: T0 + 120_000,
      windows: [{ available: 0 }, { available: 0 }],
    });
    expect(ask(5, 119_999, { urgent: true }).permits).toBe(0);
    expect(ask(5, 120_500, { urgent: true }).permits).toBe(0);
    expect(ask(5, 121_001, { urgent: true }).permits).toBe(1);
  });

  it("tries the provider with three probes before it trusts it", () => {
    const { ask, tell, view } = account({ windows: [] }, LOST_ACCOUNT);
    expect(view(0).breaker.phase).toBe("half_open");
    expect(ask(10, 0)).toMatchObject({ permits: 0, limitedBy: "blocked" });
    const probes = ask(10, 120_000);
    expect(probes).toMatchObject({ permits: 3, limitedBy: "breaker" });
    tell(probes, 120_100, { outcomes: times(3, "success") });
    expect(view(120_100).breaker.phase).toBe("closed");
  });
});
