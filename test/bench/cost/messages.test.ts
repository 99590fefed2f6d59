/// <reference types="@cloudflare/vitest-pool-workers/types" />
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { resend } from "../../../shared/providers/resend/index.ts";
import { QUEUES } from "../../../shared/queue/consumers.ts";
import { OutboxPlatform } from "../../support/outbox.ts";
import { stubFetch } from "../../support/sending.ts";
import type { MessageCounts } from "./counts.ts";
import { meteredBucket, meteredDatabase, meteredObjects, newMeter, queueOperations } from "./meter.ts";

const BATCH = 100;
const BATCHES = 20;

const documented = resend.limits;

beforeAll(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  // a plan that does not bind
  Object.assign(resend, { limits: { windows: [{ limit: 100_000, perSeconds: 1 }], scope: "account" } });
});

afterAll(() => {
  Object.assign(resend, { limits: documented });
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("counts what emails cost that are accepted one by one and sent in batches", async ({ task }) => {
  const meter = newMeter();
  const [gates, breakers] = [newMeter(), newMeter()];
  const platform = new OutboxPlatform({
    DB: meteredDatabase(env.DB, meter),
    BODIES: meteredBucket(env.BODIES, meter),
    REQUEST_LIMITER: meteredObjects(env.REQUEST_LIMITER, meter),
    ACCOUNT_GATE: meteredObjects(env.ACCOUNT_GATE, gates),
    PROVIDER_BREAKER: meteredObjects(env.PROVIDER_BREAKER, breakers),
  });
  stubFetch(() => Response.json({ id: crypto.randomUUID(), data: [] }));
  const { key, organizationId } = await platform.connected("resend");
  for (const counted of [meter, gates, breakers]) {
    Object.assign(counted, newMeter());
  }
  let requests = 0;
  for (let round = 0; round < BATCHES; round += 1) {
    vi.setSystemTime(Date.now() + 1_000);
    for (let count = 0; count < BATCH; count += 1) {
      const body = {
        channel: "email",
        category: "transactional",
        to: `person${round}.${count}@example.com`,
        subject: "Your appointment",
        text: "We look forward to seeing you on Monday at 9:30.",
      };
      const { status, body: answer } = await platform.call("POST", "/v1/messages", { token: key, body });
      expect(status, JSON.stringify(answer)).toBe(202);
      requests += 1;
    }
    const messages = platform.jobs.splice(0).map(({ body }) => body);
    expect(messages).toHaveLength(BATCH);
    meter.queueOperations += messages.reduce<number>((sum, body) => sum + queueOperations(body), 0);
    await platform.deliver(messages, { queue: QUEUES.jobsNormal });
    requests += 1;
  }
  // nothing was sent to the queues again
  expect(platform.jobs).toEqual([]);
  const counted = { ...meter };
  const done = await env.DB.prepare(
    "select count(*) as n from jobs where org_id = ? and status = 'succeeded'",
  )
    .bind(organizationId)
    .first("n");
  expect(done).toBe(BATCH * BATCHES);
  const counts: MessageCounts = {
    messages: BATCH * BATCHES,
    request: requests,
    queueOperation: counted.queueOperations,
    rowWritten: counted.rowsWritten,
    rowRead: counted.rowsRead,
    r2ClassA: counted.r2ClassA,
    r2ClassB: counted.r2ClassB,
    objectRequest: counted.objectCalls + gates.objectCalls + breakers.objectCalls,
    pacingCalls: gates.objectCalls + breakers.objectCalls,
  };
  task.meta.messageCounts = counts;
});
