import { describe, expect, it } from "vitest";
import { acquirePermits } from "../../../shared/flow/account-acquire.ts";
import { peekAccount } from "../../../shared/flow/account-peek.ts";
import { reportPermits } from "../../../shared/flow/account-report.ts";
import { type AccountState, NEW_ACCOUNT } from "../../../shared/flow/account-state.ts";
import { viewAccount } from "../../../shared/flow/account-view.ts";
import { type AccountGateRpc, createAccountGates } from "../../../shared/gates/account-gates.ts";
import {
  acquireShared,
  appLimitsOf,
  type Limited,
  peekShared,
  reportShared,
} from "../../../shared/gates/app-limits.ts";
import { mostInSpan, seededRandom } from "../flow/simulation.ts";

const limits = { windows: [{ limit: 6, perSeconds: 1 }] };
const provider = { id: "acme", limits: { windows: [], parent: { windows: [{ limit: 10, perSeconds: 1 }] } } };
const app = appLimitsOf(
  { limits: { ...provider.limits, scope: "account" } },
  {
    credentials: {},
    tokens: { client: "client_1" },
  },
);
const ask = { limits, count: 6, useWithinMs: 500, leaseTtlMs: 40_000, probeTtlMs: 35_000 };
const told = { limits, outcomes: [], throttledForMs: null, hints: [], providerWaitMs: null };

/** Objects over the real steps, in memory, by a clock that the test moves. */
function gatesAt(clock: { now: number }) {
  const states = new Map<string, AccountState>();
  const calls: string[] = [];
  let leases = 0;
  const object = (name: string): Pick<AccountGateRpc, "acquire" | "report" | "peek"> => ({
    acquire(request) {
      calls.push(name);
      leases += 1;
      const wanted = { ...request, leaseId: `l${leases}` };
      const step = acquirePermits(states.get(name) ?? NEW_ACCOUNT, wanted, clock.now, () => 0);
      states.set(name, step.state);
      return { v: 1, ...step.result };
    },
    report(request) {
      const step = reportPermits(states.get(name) ?? NEW_ACCOUNT, request, clock.now, () => 0);
      states.set(name, step.state);
      return { v: 1, transitions: step.transitions };
    },
    peek(request) {
      calls.push(name);
      const state = states.get(name) ?? NEW_ACCOUNT;
      return {
        v: 1,
        answers: request.asks.map((one) => peekAccount(state, one, request.limits, clock.now)),
      };
    },
  });
  const left = (name: string, of: typeof limits) =>
    viewAccount(states.get(name) ?? NEW_ACCOUNT, of, clock.now).windows.map(({ available }) => available);
  return { gates: createAccountGates({ getByName: object }), left, calls };
}

const tenant = (accountKey: string): Limited => ({ provider, accountKey, app });

describe("two tenants of one application", () => {
  it("share what the application has, and what it refuses goes back to the tenant's own window", async () => {
    const { gates, left } = gatesAt({ now: 1_700_000_000_000 });
    const first = await acquireShared(gates, tenant("one"), ask);
    expect(first).toMatchObject({ permits: 6, limitedBy: null });
    const second = await acquireShared(gates, tenant("two"), ask);
    expect(second).toMatchObject({ permits: 4, limitedBy: "app", startAfterMs: [0, 0, 0, 0] });
    expect(second.deferredMs).toHaveLength(2);
    expect(left("acme:two", limits)).toEqual([2]);
    expect(await acquireShared(gates, tenant("three"), ask)).toMatchObject({ permits: 0, ofApp: null });
    expect(left("acme:three", limits)).toEqual([6]);
  });

  it("give back to both what they did not use", async () => {
    const { gates, left } = gatesAt({ now: 1_700_000_000_000 });
    const { leaseId, generation, ofApp } = await acquireShared(gates, tenant("one"), ask);
    const report = { ...told, leaseId, generation, ofApp, sentAfterMs: [0], unused: 5 };
    await reportShared(gates, tenant("one"), report);
    expect(left("acme:one", limits)).toEqual([5]);
    expect(
      left("acme:app:client_1", { windows: app?.limits.windows.map((one) => ({ ...one })) ?? [] }),
    ).toEqual([9]);
  });

  it("do not ask for the application where the account has nothing", async () => {
    const { gates, calls } = gatesAt({ now: 1_700_000_000_000 });
    await acquireShared(gates, tenant("one"), ask);
    await acquireShared(gates, tenant("one"), ask);
    expect(calls).toEqual(["acme:one", "acme:app:client_1", "acme:one"]);
  });

  it("are told whose limit holds them, and that changes nothing", async () => {
    const { gates, left, calls } = gatesAt({ now: 1_700_000_000_000 });
    const asks = [{ cost: 1, priority: "normal" as const }];
    const peek = (who: string) => peekShared(gates, tenant(who), { limits, asks });
    expect(await peek("one")).toEqual([{ limitedBy: null, waitMs: 0 }]);
    await acquireShared(gates, tenant("one"), ask);
    expect(await peek("two")).toEqual([{ limitedBy: null, waitMs: 0 }]);
    await acquireShared(gates, tenant("two"), ask);
    calls.length = 0;
    for (let again = 0; again < 5; again += 1) {
      expect(await peek("one")).toEqual([{ limitedBy: "window", waitMs: expect.any(Number) }]);
    }
    expect(calls).toEqual(Array.from({ length: 5 }, () => "acme:one"));
    expect(await peek("two")).toEqual([{ limitedBy: "app", waitMs: expect.any(Number) }]);
    expect(left("acme:two", limits)).toEqual([2]);
  });

  it("never exceed the application's window together, also with permits booked ahead and sent late", async () => {
    const clock = { now: 1_700_000_000_000 };
    const { gates } = gatesAt(clock);
    const random = seededRandom(11);
    const arrivals: { at: number; cost: number }[] = [];
    const reports: { readonly at: number; readonly tell: () => Promise<unknown> }[] = [];
    for (let turn = 0; turn < 600; turn += 1) {
      for (const due of reports.filter(({ at }) => at <= clock.now)) {
        reports.splice(reports.indexOf(due), 1);
        await due.tell();
      }
      const who = tenant(`tenant ${turn % 3}`);
      const permits = await acquireShared(gates, who, { ...ask, aheadMs: 1_500, promptMs: 50 });
      let lateMs = 0;
      const sentAfterMs = permits.startAfterMs.map((startMs) => {
        lateMs = startMs === 0 ? lateMs : Math.max(lateMs, random() * permits.promptMs);
        return startMs + (startMs === 0 ? random() * 500 : lateMs);
      });
      const asked = clock.now;
      arrivals.push(...sentAfterMs.map((afterMs) => ({ at: asked + afterMs, cost: 1 })));
      const { leaseId, generation, ofApp } = permits;
      const report = { ...told, leaseId, generation, ofApp, sentAfterMs, unused: 0 };
      if (permits.permits > 0) {
        const at = asked + Math.max(...sentAfterMs) + random() * 400;
        reports.push({ at, tell: () => reportShared(gates, who, report) });
      }
      clock.now += Math.floor(random() * 300);
    }
    arrivals.sort((a, b) => a.at - b.at);
    expect(arrivals.length).toBeGreaterThan(300);
    expect(mostInSpan(arrivals, 1_000)).toBeLessThanOrEqual(10);
  });
});

describe("an account", () => {
  it("has no application above it where the provider limits none, or nobody knows which it is", () => {
    const windows = [{ limit: 1, perSeconds: 1 }];
    const credentials = { project: "p" };
    expect(appLimitsOf({ limits: { windows, scope: "account" } }, { credentials })).toBeNull();
    const parent = { windows, app: (given: Readonly<Record<string, string>>) => given.project ?? null };
    const stated = { limits: { windows: [], parent, scope: "account" } } as const;
    expect(appLimitsOf(stated, { credentials })?.key).toBe("app:p");
    expect(appLimitsOf(stated, { credentials: {}, tokens: null })).toBeNull();
  });
});
