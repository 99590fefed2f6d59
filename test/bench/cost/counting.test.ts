/// <reference types="@cloudflare/vitest-pool-workers/types" />
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { DAY_MS } from "../../../shared/clock.ts";
import { createContext } from "../../../workers/context.ts";
import { purge } from "../../../workers/cron/jobs/purge.ts";
import { TestPlatform } from "../../support/platform.ts";
import { bytes, stripeHeaders } from "../../support/sign.ts";
import { createEndpoint } from "../../support/webhooks.ts";
import type { Counts } from "./counts.ts";
import {
  type Meter,
  meteredBucket,
  meteredDatabase,
  meteredObjects,
  meteredQueue,
  newMeter,
  queueOperations,
} from "./meter.ts";

const SECRET = "whsec_counted";
const BODY_BYTES = 1_536;
const BATCH = 100;
const BATCHES = 10;
/** Beyond any retention. */
const LATER_MS = 4_000 * DAY_MS;

function meteredPlatform(meter: Meter): TestPlatform {
  const other = meteredQueue(meter);
  return new TestPlatform({
    DB: meteredDatabase(env.DB, meter),
    BODIES: meteredBucket(env.BODIES, meter),
    REQUEST_LIMITER: meteredObjects(env.REQUEST_LIMITER, meter),
    ACCOUNT_GATE: meteredObjects(env.ACCOUNT_GATE, meter),
    PROVIDER_BREAKER: meteredObjects(env.PROVIDER_BREAKER, meter),
    DELIVERY_QUEUE: other,
    JOB_QUEUE_HIGH: other,
    JOB_QUEUE_NORMAL: other,
    JOB_QUEUE_LOW: other,
  });
}

/** A Stripe event that no handler wants, with text in it up to 1.5 KB. */
function customerCreated(): ReturnType<typeof bytes> {
  const created = Math.floor(Date.now() / 1_000);
  const object = { id: `cus_${crypto.randomUUID()}`, object: "customer", created, description: "" };
  const event = {
    id: `evt_${crypto.randomUUID()}`,
    object: "event",
    api_version: "2026-07-29",
    created,
    type: "customer.created",
    livemode: true,
    data: { object },
  };
  object.description = "x".repeat(BODY_BYTES - JSON.stringify(event).length);
  return bytes(JSON.stringify(event));
}

it("counts what events nobody subscribes to cost", async ({ task }) => {
  const preparing = new TestPlatform();
  const { key } = await preparing.organization();
  const endpoint = await createEndpoint(preparing, key, { provider: "stripe", secret: SECRET });
  const meter = newMeter();
  const platform = meteredPlatform(meter);
  await platform.env.DB.prepare("select 1").all();
  const bytesBefore = meter.databaseBytes;
  Object.assign(meter, newMeter());

  let requests = 0;
  for (let round = 0; round < BATCHES; round += 1) {
    for (let count = 0; count < BATCH; count += 1) {
      const body = customerCreated();
      const headers = await stripeHeaders(body, { secret: SECRET, at: Math.floor(Date.now() / 1_000) });
      const response = await platform.fetch(endpoint.path, { method: "POST", headers, body });
      expect(response.status).toBe(200);
      requests += 1;
    }
    const messages = platform.queue.take().map(({ body }) => body);
    meter.queueOperations += messages.reduce<number>((sum, body) => sum + queueOperations(body), 0);
    const { acked } = await platform.deliver(messages);
    expect(acked).toHaveLength(BATCH);
    requests += 1;
  }
  const events = BATCH * BATCHES;
  const stored = await env.DB.prepare("select count(*) as n from events where status = 'processed'").first(
    "n",
  );
  expect(stored).toBe(events);

  const counted = { ...meter };
  const clock = () => Date.now() + LATER_MS;
  expect(await purge(createContext(platform.env, createExecutionContext(), { clock }))).toBe(events);
  const counts: Counts = {
    events,
    request: requests,
    queueOperation: counted.queueOperations,
    rowWritten: counted.rowsWritten,
    rowRead: counted.rowsRead,
    r2ClassA: counted.r2ClassA,
    r2ClassB: counted.r2ClassB,
    objectRequest: counted.objectCalls,
    storedBytes: counted.databaseBytes - bytesBefore,
    rowPurged: meter.rowsWritten - counted.rowsWritten,
  };
  task.meta.counts = counts;
});
