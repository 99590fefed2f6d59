import { describe, expect, it } from "vitest";
import { acquirePermits } from "../../../shared/flow/account-acquire.ts";
import { type AccountReport, reportPermits } from "../../../shared/flow/account-report.ts";
import { NEW_ACCOUNT } from "../../../shared/flow/account-state.ts";
import type { BucketLimits } from "../../../shared/flow/bucket-state.ts";
import type { Priority } from "../../../shared/model/job.ts";
import { type Arrival, mostInSpan, seededRandom } from "./simulation.ts";

const T0 = 1_700_000_000_000;
const BATCH = 50;
/** From a batch's last send to its report. */
const REPORT_MS = 200;
const LEASE = { useWithinMs: 500, promptMs: 30, leaseTtlMs: 35_000, probeTtlMs: 35_000 };
/** How far ahead each class books, as the outbox does. */
const AHEAD_MS: Readonly<Record<Priority, number>> = { high: 4_000, normal: 2_500, low: 2_500 };

interface Waiting {
  readonly priority: Priority;
  readonly bornAt: number;
  readonly at: number;
}

interface Send extends Arrival {
  readonly priority: Priority;
  readonly waitedMs: number;
}

/** Jobs that ask when they come, and then when they are told to, by messages whose delays are whole seconds and late by up to one. */
function run(limits: BucketLimits, jobs: readonly Omit<Waiting, "at">[], untilMs: number): readonly Send[] {
  const random = seededRandom(11);
  let waiting: Waiting[] = jobs.map((job) => ({ ...job, at: job.bornAt }));
  const sends: Send[] = [];
  const reports: { readonly at: number; readonly report: AccountReport }[] = [];
  let state = NEW_ACCOUNT;
  for (let batch = 0; waiting.length > 0; batch += 1) {
    waiting.sort((a, b) => a.at - b.at);
    const [next] = waiting;
    if (next === undefined || next.at > untilMs) {
      break;
    }
    const now = T0 + next.at;
    for (let due = reports[0]; due !== undefined && due.at <= next.at; due = reports[0]) {
      reports.shift();
      state = reportPermits(state, due.report, T0 + due.at, random).state;
    }
    const due = waiting.filter((job) => job.at <= next.at && job.priority === next.priority);
    const asking = due.slice(0, BATCH);
    waiting = waiting.filter((job) => !asking.includes(job));
    const { priority } = next;
    const aheadMs = AHEAD_MS[priority];
    const ask = {
      limits,
      count: asking.length,
      leaseId: `l${batch}`,
      priority,
      aheadMs,
      owedAheadMs: AHEAD_MS.high,
      ...LEASE,
    };
    const { state: asked, result } = acquirePermits(state, ask, now, random);
    const { leaseId, generation, permits, startAfterMs, deferredMs } = result;
    state = asked;
    const told = { unused: 0, outcomes: [], throttledForMs: null, hints: [], providerWaitMs: null };
    if (permits > 0) {
      const at = next.at + (startAfterMs.at(-1) ?? 0) + REPORT_MS;
      const report = { limits, leaseId, generation, sentAfterMs: startAfterMs, ...told };
      reports.push({ at, report });
      reports.sort((a, b) => a.at - b.at);
    }
    for (const [index, { bornAt }] of asking.slice(0, permits).entries()) {
      const at = next.at + (startAfterMs[index] ?? 0);
      sends.push({ at, cost: 1, priority, waitedMs: at - bornAt });
    }
    waiting.push(
      ...asking.slice(permits).map((job, index) => ({
        ...job,
        at: next.at + Math.ceil((deferredMs[index] ?? 0) / 1_000) * 1_000 + Math.floor(random() * 1_000),
      })),
    );
  }
  return sends.toSorted((a, b) => a.at - b.at);
}

const of = (priority: Priority, count: number, bornAt: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => ({ priority, bornAt: bornAt(index) }));

const SLOW: BucketLimits = { windows: [{ limit: 1, perSeconds: 1 }] };

describe("a job of high priority", () => {
  it("is sent within five seconds over ten thousand low ones where the limit is one a second", () => {
    const jobs = [...of("low", 10_000, () => 0), ...of("high", 20, (index) => 5_000 + index * 7_000)];
    const sends = run(SLOW, jobs, 180_000);
    const high = sends.filter(({ priority }) => priority === "high");
    expect(high).toHaveLength(20);
    expect(Math.max(...high.map(({ waitedMs }) => waitedMs))).toBeLessThanOrEqual(5_000);
    expect(mostInSpan(sends, 1_000)).toBe(1);
    expect(sends.length).toBeGreaterThan(130);
  });

  it("goes before a normal one, which goes before a low one", () => {
    const jobs = [
      ...of("low", 300, () => 0),
      ...of("normal", 30, () => 5_000),
      ...of("high", 30, () => 5_000),
    ];
    const sends = run({ windows: [{ limit: 2, perSeconds: 1 }] }, jobs, 300_000);
    const last = (wanted: Priority) =>
      sends.findLast(({ priority }) => priority === wanted)?.at ?? Number.POSITIVE_INFINITY;
    expect(last("high")).toBeLessThan(last("normal"));
    expect(last("normal")).toBeLessThan(last("low"));
  });
});

describe("jobs of low priority", () => {
  it("get a tenth of the permits while high ones flood, and normal ones a fifth", () => {
    const jobs = [
      ...of("high", 800, (index) => index * 50),
      ...of("normal", 400, (index) => index * 100),
      ...of("low", 400, (index) => index * 100),
    ];
    const sends = run({ windows: [{ limit: 10, perSeconds: 1 }] }, jobs, 40_000);
    const share = (wanted: Priority) =>
      sends.filter(({ priority, at }) => priority === wanted && at > 10_000).length /
      sends.filter(({ at }) => at > 10_000).length;
    expect(share("low")).toBeGreaterThan(0.06);
    expect(share("normal")).toBeGreaterThan(0.12);
    expect(share("high")).toBeGreaterThan(0.6);
    expect(sends.length).toBeGreaterThan(0.9 * 400);
  });

  it("use all of the limit when nobody else wants it, also after high ones that never came back", () => {
    const gone = of("high", 10, () => 0);
    const sends = run(
      { windows: [{ limit: 10, perSeconds: 1 }] },
      [...gone, ...of("low", 900, () => 1)],
      99_000,
    );
    expect(sends.filter(({ at }) => at <= 90_000).length).toBeGreaterThan(0.95 * 900);
  });
});
