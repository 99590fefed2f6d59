import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AccountGrant, acquirePermits } from "../../../shared/flow/account-acquire.ts";
import { reportPermits } from "../../../shared/flow/account-report.ts";
import { type AccountState, NEW_ACCOUNT } from "../../../shared/flow/account-state.ts";
import type { BucketLimits } from "../../../shared/flow/bucket-state.ts";
import { MAX_KEYS } from "../../../shared/flow/keyed-window.ts";

const T0 = 1_700_000_000_000;
const PAIR = { limit: 1, perSeconds: 6, burst: 3 };
const limits: BucketLimits = {
  windows: [{ limit: 20, perSeconds: 1 }],
  keyed: { pair: PAIR, sender: { limit: 1, perSeconds: 1 } },
};
const random = () => 0.5;

/** An account at a clock of its own, whose state goes through JSON at every step. */
function accountOf(of: BucketLimits = limits) {
  let state: AccountState = NEW_ACCOUNT;
  let asks = 0;
  const keep = (next: AccountState) => {
    state = JSON.parse(JSON.stringify(next)) as AccountState;
  };
  return {
    state: () => state,
    ask(
      keys: readonly (readonly string[])[],
      atMs = 0,
      more: { aheadMs?: number; promptMs?: number } = {},
    ): AccountGrant {
      const times = { useWithinMs: 500, leaseTtlMs: 5_000, probeTtlMs: 5_000 };
      const ask = { limits: of, count: keys.length, keys, leaseId: `l${asks}`, ...times, ...more };
      asks += 1;
      const step = acquirePermits(state, ask, T0 + atMs, random);
      keep(step.state);
      return step.result;
    },
    report(
      grant: AccountGrant,
      atMs: number,
      told: { sent: number[]; unusedKeys?: string[]; throttledKeys?: [string, number][] },
    ): void {
      const { leaseId, generation, permits } = grant;
      const step = reportPermits(
        state,
        {
          leaseId,
          generation,
          limits: of,
          sentAfterMs: told.sent,
          unused: permits - told.sent.length,
          ...(told.unusedKeys === undefined ? {} : { unusedKeys: told.unusedKeys }),
          ...(told.throttledKeys === undefined ? {} : { throttledKeys: told.throttledKeys }),
          outcomes: told.sent.map(() => "success" as const),
          throttledForMs: null,
          hints: [],
          providerWaitMs: null,
        },
        T0 + atMs,
        random,
      );
      keep(step.state);
    },
  };
}

describe("requests with keys", () => {
  it("go before those whose own key is used up, which wait for that alone", () => {
    const { ask } = accountOf();
    const grant = ask([["sender.a"], ["sender.a"], ["sender.b"], ["sender.a"], ["sender.c"]]);
    expect(grant).toMatchObject({ permits: 3, limitedBy: "key", order: [0, 2, 4, 1, 3], heldByKey: 2 });
    // used at the latest 500 ms from now, and a second later the next
    expect(grant.deferredMs).toEqual([1_501, 2_502]);
  });

  it("need all of their keys, and take none where one is used up", () => {
    const { ask } = accountOf();
    expect(ask([["sender.a", "pair.x"]]).permits).toBe(1);
    expect(ask([["sender.a", "pair.y"]], 10).permits).toBe(0);
    expect(
      ask(
        [
          ["sender.b", "pair.y"],
          ["sender.c", "pair.y"],
          ["sender.d", "pair.y"],
        ],
        20,
      ).permits,
    ).toBe(3);
    expect(ask([["sender.e", "pair.y"]], 30)).toMatchObject({ permits: 0, limitedBy: "key" });
  });

  it("may borrow a burst, and nothing more until all of it is repaid", () => {
    const { ask } = accountOf();
    expect(ask([["pair.x"], ["pair.x"], ["pair.x"], ["pair.x"]])).toMatchObject({
      permits: 3,
      // three of 6,001 ms from the last moment at which the first may be sent
      deferredMs: [18_503],
    });
    expect(ask([["pair.x"]], 18_502).permits).toBe(0);
    expect(ask([["pair.x"]], 18_503).permits).toBe(1);
  });

  it("are booked ahead, each for the moment at which its key is free", () => {
    const { ask } = accountOf();
    const grant = ask([["sender.a"], ["sender.a"], ["sender.a"], ["sender.b"]], 0, { aheadMs: 2_500 });
    expect(grant.order).toEqual([0, 3, 1, 2]);
    expect(grant.startAfterMs).toEqual([0, 0, 1_501]);
  });

  it("take nothing of their keys where the account has no room, and wait for the account", () => {
    const { ask } = accountOf({ ...limits, windows: [{ limit: 2, perSeconds: 60 }] });
    const keys = [["sender.a"], ["sender.b"], ["sender.c"], ["sender.a"]];
    expect(ask(keys)).toMatchObject({ permits: 2, limitedBy: "window", order: [0, 1, 2, 3], heldByKey: 1 });
    expect(ask([["sender.c"]], 61_000).permits).toBe(1);
  });

  it("give back to their keys what they did not use, once", () => {
    const { ask, report } = accountOf();
    const grant = ask([["pair.x"], ["pair.x"], ["pair.x"]]);
    for (let copy = 0; copy < 3; copy += 1) {
      report(grant, 50, { sent: [10], unusedKeys: ["pair.x", "pair.x"] });
    }
    expect(ask([["pair.x"], ["pair.x"], ["pair.x"]], 60).permits).toBe(2);
  });

  it("are refused for as long as the provider refuses their key, and those of other keys are not", () => {
    const { ask, report } = accountOf();
    report(ask([["pair.x"]]), 50, { sent: [0], throttledKeys: [["pair.x", 9_000]] });
    const grant = ask([["pair.x"], ["pair.y"]], 60);
    expect(grant).toMatchObject({ permits: 1, order: [1, 0], deferredMs: [8_990] });
    expect(ask([["pair.x"]], 9_050).permits).toBe(1);
  });

  it("wait one behind the other over all who ask, so that each asks about once more", () => {
    const { ask } = accountOf();
    const many = Array.from({ length: 20 }, () => ["sender.a"]);
    const [first, second] = [ask(many).deferredMs, ask(many, 100).deferredMs];
    expect(new Set([...first, ...second.map((ms) => ms + 100)]).size).toBe(39);
    expect(Math.min(...second) + 100).toBeGreaterThan(Math.max(...first));
  });

  it("wait for the account as well while it is closed", () => {
    const { ask, report, state } = accountOf();
    const grant = ask([["sender.a"]]);
    report(grant, 10, { sent: [0] });
    const closed = { ...state(), bucket: { ...(state().bucket ?? never()), blockedUntil: T0 + 30_000 } };
    const times = { useWithinMs: 500, leaseTtlMs: 5_000, probeTtlMs: 5_000 };
    const request = { limits, count: 2, keys: [["sender.a"], ["sender.b"]], leaseId: "l9", ...times };
    const { result } = acquirePermits(closed, request, T0 + 20, random);
    expect(result).toMatchObject({ permits: 0, limitedBy: "blocked" });
    expect(Math.min(...result.deferredMs)).toBeGreaterThanOrEqual(29_980);
  });

  it("are remembered only until they have repaid, and are never more than a thousand", () => {
    const { ask, state } = accountOf({ windows: [], keyed: { pair: PAIR } });
    const keysKept = () => Object.keys(state().bucket?.keys ?? {}).length;
    for (let batch = 0; batch < 15; batch += 1) {
      ask(Array.from({ length: 100 }, (_, index) => [`pair.${batch}-${index}`]));
    }
    expect(keysKept()).toBe(MAX_KEYS);
    expect(ask([["pair.new"]])).toMatchObject({ permits: 0, limitedBy: "key" });
    // one who is remembered still has its burst
    expect(ask([["pair.0-0"]]).permits).toBe(1);
    expect(ask([["pair.new"]], 60_000).permits).toBe(1);
    expect(keysKept()).toBeLessThan(MAX_KEYS / 2 + 1);
  });
});

function never(): never {
  throw new Error("the account has no bucket");
}

/** What a provider does that lends a burst to each pair: sends as they arrive, by time. */
function refusals(
  sends: readonly { readonly key: string; readonly at: number }[],
  { burst }: { burst: number },
) {
  const pairs = new Map<string, { from: number; taken: number; repaidAt: number }>();
  return sends.filter(({ key, at }) => {
    const pair = pairs.get(key);
    if (pair === undefined || at >= pair.repaidAt) {
      pairs.set(key, { from: at, taken: 1, repaidAt: at + 6_000 });
      return false;
    }
    const takes = at <= pair.from + 6_000 && pair.taken < burst;
    pairs.set(key, takes ? { ...pair, taken: pair.taken + 1, repaidAt: pair.repaidAt + 6_000 } : pair);
    return !takes;
  });
}

describe("each key's limit, judged by the times of sending", () => {
  it("is never exceeded, whatever is asked, however late it is sent, and whether or not it is reported", () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 4_000 }),
      keys: fc.array(fc.constantFrom("pair.a", "pair.b", "pair.c"), { minLength: 1, maxLength: 8 }),
      lateMs: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 8, maxLength: 8 }),
      sends: fc.integer({ min: 0, max: 8 }),
      isReported: fc.boolean(),
      aheadMs: fc.constantFrom(0, 2_500),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.constantFrom(1, 3, 10), (steps, burst) => {
        const { ask, report } = accountOf({ windows: [], keyed: { pair: { ...PAIR, burst } } });
        const sends: { key: string; at: number }[] = [];
        let now = 0;
        for (const { afterMs, keys, lateMs, sends: most, isReported, aheadMs } of steps) {
          now += afterMs;
          const grant = ask(
            keys.map((key) => [key]),
            now,
            { aheadMs },
          );
          const permitted = (grant.order ?? []).slice(0, grant.permits).map((index) => keys[index] ?? "");
          const own = grant.startAfterMs.map((startMs, index) => startMs + (lateMs[index] ?? 0));
          const used = own.slice(0, most);
          sends.push(
            ...used.map((afterGrantMs, index) => ({ key: permitted[index] ?? "", at: now + afterGrantMs })),
          );
          if (isReported && grant.permits > 0) {
            report(grant, now + Math.max(0, ...used), { sent: used, unusedKeys: permitted.slice(most) });
          }
        }
        sends.sort((a, b) => a.at - b.at);
        expect(refusals(sends, { burst })).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe("a backlog for one key", () => {
  it("uses at least three quarters of its limit, though each job comes back in whole seconds, and asks about once more each", () => {
    const JOBS = 300;
    const { ask, report } = accountOf();
    let waiting = Array.from({ length: JOBS }, () => 0);
    const sentAt: number[] = [];
    let asked = 0;
    for (let second = 0; sentAt.length < JOBS && second < 3_600; second += 1) {
      const now = second * 1_000;
      const due = waiting.filter((at) => at <= now);
      waiting = waiting.filter((at) => at > now);
      for (let first = 0; first < due.length; first += 50) {
        const keys = due.slice(first, first + 50).map(() => ["sender.a"]);
        const grant = ask(keys, now, { aheadMs: 2_500, promptMs: 200 });
        asked += keys.length;
        sentAt.push(...grant.startAfterMs.map((startMs) => now + startMs));
        if (grant.permits > 0) {
          report(grant, now + (grant.startAfterMs.at(-1) ?? 0) + 100, { sent: [...grant.startAfterMs] });
        }
        waiting.push(...grant.deferredMs.map((ms) => now + Math.ceil(ms / 1_000) * 1_000));
      }
    }
    expect(sentAt).toHaveLength(JOBS);
    expect(JOBS / ((sentAt.at(-1) ?? 0) / 1_000)).toBeGreaterThan(0.75);
    expect(asked / JOBS).toBeLessThan(2.5);
  });
});
