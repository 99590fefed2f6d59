import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDatabase } from "../../shared/db/client.ts";
import { insertJobs, type NewJob } from "../../shared/db/queries/jobs.ts";
import { newId } from "../../shared/ids.ts";
import { resend } from "../../shared/providers/resend/index.ts";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { counting } from "../support/counting.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { exampleJob, stubFetch } from "../support/sending.ts";

const JOBS = 1_000;
const BATCH = 100;
const limits = resend.limits;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  // a plan that does not bind, so that only the calls for pacing itself are counted
  const windows = [{ limit: 100_000, perSeconds: 1 }];
  // each job is for somebody else, who may get one message in six seconds
  const recipient = { limit: 1, perSeconds: 6, keyOf: () => crypto.randomUUID() };
  Object.assign(resend, { limits: { windows, keyed: { recipient }, scope: "account" } });
});

afterEach(() => {
  Object.assign(resend, { limits });
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a thousand jobs of one account", () => {
  it("cost at most sixty Durable Object calls where the limit does not bind, also with a key each, and two rows each once stored", async () => {
    let calls = 0;
    const count = () => {
      calls += 1;
    };
    const platform = new OutboxPlatform({
      ACCOUNT_GATE: counting(env.ACCOUNT_GATE, count),
      PROVIDER_BREAKER: counting(env.PROVIDER_BREAKER, count),
    });
    stubFetch(() => Response.json({ id: "email_1", data: [] }));
    const { connectionId, organizationId } = await platform.connected("resend");
    const { provider, action, input } = exampleJob("resend");
    const rows = Array.from({ length: JOBS }, (): NewJob => {
      const now = Date.now();
      return {
        id: newId("job", now),
        organizationId: organizationId as NewJob["organizationId"],
        provider,
        action,
        connectionId: connectionId as NewJob["connectionId"],
        credentialChoice: { source: "organization", agentId: null },
        channel: null,
        address: null,
        category: null,
        input,
        metadata: null,
        batchId: null,
        fallbacks: null,
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
    });
    await env.DB.batch(insertJobs(createDatabase(env.DB), rows));
    platform.database.rowsWritten = 0;
    for (let start = 0; start < JOBS; start += BATCH) {
      vi.setSystemTime(Date.now() + 1_000);
      const messages = rows.slice(start, start + BATCH).map(({ id }) => ({ kind: "job", id }));
      await platform.deliver(messages, { queue: QUEUES.jobsNormal });
    }
    const done = await env.DB.prepare(
      "select count(*) as n from jobs where org_id = ? and status = 'succeeded'",
    )
      .bind(organizationId)
      .first<{ n: number }>();
    expect(done?.n).toBe(JOBS);
    // an ask and a report for each batch at least: it is the real calls that are counted
    expect(calls).toBeGreaterThanOrEqual((2 * JOBS) / BATCH);
    expect(calls).toBeLessThanOrEqual(60);
    expect(platform.database.rowsWritten).toBe(2 * JOBS);
  });
});
