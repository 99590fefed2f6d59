/// <reference types="@cloudflare/vitest-pool-workers/types" />
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { createDatabase } from "../../../shared/db/client.ts";
import { insertJobs, type NewJob } from "../../../shared/db/queries/jobs.ts";
import type { BucketLimits } from "../../../shared/flow/bucket-state.ts";
import { newId } from "../../../shared/ids.ts";
import { createLog } from "../../../shared/log.ts";
import { createContext } from "../../../workers/context.ts";
import { sweepJobs } from "../../../workers/cron/jobs/sweep-jobs.ts";
import { consumeJobs } from "../../../workers/outbox/consume.ts";
import { type Arrival, burstOver, mostInSpan, seededRandom } from "../../shared/flow/simulation.ts";
import { OutboxPlatform } from "../../support/outbox.ts";
import { exampleJob } from "../../support/sending.ts";
import type { AccountFigures } from "./figures.ts";
import { idealTimes } from "./ideal.ts";
import { tracked } from "./tracked.ts";
import { World } from "./world.ts";

const CONSUMERS = 20;
const INSERTED_AT_ONCE = 500;
/** Judged while jobs wait: the last few of an account leave no queue behind them. */
const SATURATED = 0.95;
/** Of a call, in ms. */
const FASTEST = 40;
const SLOWEST = 400;

const PLANS: readonly { readonly name: string; readonly limits: BucketLimits }[] = [
  { name: "2/s burst 4", limits: { windows: [{ limit: 2, perSeconds: 1, burst: 4 }] } },
  { name: "10/s", limits: { windows: [{ limit: 10, perSeconds: 1 }] } },
  { name: "100 per 10 s", limits: { windows: [{ limit: 100, perSeconds: 10 }] } },
  {
    name: "60/min + 1,000/h + 5 in flight",
    limits: {
      windows: [
        { limit: 60, perSeconds: 60 },
        { limit: 1_000, perSeconds: 3_600 },
      ],
      concurrency: 5,
    },
  },
];

class Account {
  readonly arrivals: Arrival[] = [];
  inFlight = 0;
  mostInFlight = 0;
}

beforeAll(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("sends jobs of four accounts as fast as their limits allow and never faster", async ({ task }) => {
  const jobsEach = Math.floor(inject("jobs") / PLANS.length);
  const random = seededRandom(7);
  const world = new World(Date.now() + 5_000);
  const accounts = new Map<string, Account>();
  vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
    const request = new Request(input, init);
    const account = accounts.get(request.headers.get("authorization") ?? "");
    if (request.method === "GET" || account === undefined) {
      accounts.set(request.headers.get("authorization") ?? "", account ?? new Account());
      return Response.json({ data: [] });
    }
    account.arrivals.push({ at: world.now, cost: 1 });
    account.inFlight += 1;
    account.mostInFlight = Math.max(account.mostInFlight, account.inFlight);
    await world.pause(FASTEST + random() * (SLOWEST - FASTEST));
    account.inFlight -= 1;
    return Response.json({ id: crypto.randomUUID() });
  });

  const preparing = new OutboxPlatform();
  const rows: NewJob[] = [];
  for (const { limits } of PLANS) {
    const { key, connectionId, organizationId } = await preparing.connected("resend");
    const { windows, concurrency = null } = limits;
    const body = { windows, concurrency };
    const put = await preparing.call("PUT", `/v1/connections/${connectionId}/limits`, { token: key, body });
    expect(put.status).toBe(200);
    rows.push(...Array.from({ length: jobsEach }, () => jobOf(organizationId, connectionId, world.now)));
  }
  vi.setSystemTime(world.now);
  for (let start = 0; start < rows.length; start += INSERTED_AT_ONCE) {
    await env.DB.batch(insertJobs(createDatabase(env.DB), rows.slice(start, start + INSERTED_AT_ONCE)));
  }

  const queue = world.queue as unknown as Queue;
  const own = {
    ...preparing.env,
    DB: tracked(env.DB, world.activity),
    ACCOUNT_GATE: tracked(env.ACCOUNT_GATE, world.activity),
    PROVIDER_BREAKER: tracked(env.PROVIDER_BREAKER, world.activity),
    JOB_QUEUE_HIGH: queue,
    JOB_QUEUE_NORMAL: queue,
    JOB_QUEUE_LOW: queue,
  };
  const context = () =>
    createContext(own, createExecutionContext(), {
      clock: () => world.now,
      pause: world.pause,
      log: createLog({}, () => undefined),
    });
  const shuffled = rows.map((row) => ({ row, order: random() })).toSorted((a, b) => a.order - b.order);
  await world.queue.sendBatch(shuffled.map(({ row }) => ({ body: { kind: "job", id: row.id } })));
  const started = world.now;
  const countSent = () => [...accounts.values()].reduce((sum, { arrivals }) => sum + arrivals.length, 0);
  await world.run({
    consumers: CONSUMERS,
    consume: (batch) => consumeJobs(batch, context()),
    everyMinute: async () => {
      await sweepJobs(context());
    },
    isDone: () => countSent() >= rows.length,
  });

  task.meta.pacing = {
    accounts: [...accounts.values()].map((account, index) => figuresOf(account, index, jobsEach)),
    mostConsumers: world.mostConsumers,
    messages: world.sent,
    batches: world.batches,
    retried: world.retried,
    simulatedSeconds: Math.round((world.now - started) / 1_000),
  };
});

function jobOf(organizationId: string, connectionId: string, now: number): NewJob {
  const { provider, action, input } = exampleJob("resend");
  return {
    id: newId("job", now),
    organizationId: organizationId as NewJob["organizationId"],
    provider,
    action,
    connectionId: connectionId as NewJob["connectionId"],
    channel: null,
    address: null,
    category: null,
    input,
    metadata: null,
    priority: "normal",
    status: "queued",
    maxAttempts: 8,
    sendAt: null,
    dueAt: null,
    waiting: null,
    error: null,
    createdAt: now,
    finishedAt: null,
  };
}

function figuresOf({ arrivals, mostInFlight }: Account, index: number, jobs: number): AccountFigures {
  const { name = "", limits = { windows: [] } } = PLANS[index] ?? {};
  const above = limits.windows.map((window) =>
    window.burst === undefined
      ? mostInSpan(arrivals, window.perSeconds * 1_000) - window.limit
      : burstOver(arrivals, window) - window.burst,
  );
  const judged = Math.floor(arrivals.length * SATURATED) - 1;
  const [first, last] = [arrivals[0]?.at ?? 0, arrivals[judged]?.at ?? 0];
  const ideal = idealTimes(limits, arrivals.length)[judged] ?? 0;
  return {
    name,
    jobs,
    sent: arrivals.length,
    above: Math.max(0, ...above),
    mostInFlight,
    used: last === first ? 1 : ideal / (last - first),
  };
}
