import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createDatabase } from "../../shared/db/client.ts";
import { blockJobs, loadJobs } from "../../shared/db/queries/job-sending.ts";
import type { Id } from "../../shared/ids.ts";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();

let startAt = Date.now();

beforeEach(() => {
  // the breaker of all accounts has forgotten the failures of the test before
  startAt += 4 * 3_600_000;
  vi.useFakeTimers({ toFake: ["Date"], now: startAt });
  platform.jobs.length = 0;
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await platform.clearJobs();
});

const deliver = async (bodies: readonly unknown[]) =>
  await platform.deliver(bodies, { queue: QUEUES.jobsNormal });

/** Posts that fail with this status, and what else the provider is asked. */
function failing(status: number, headers: Record<string, string> = {}) {
  const paths: string[] = [];
  stubFetch(async ({ method, url }) => {
    const { pathname } = new URL(url);
    if (pathname === "/api/auth.test") {
      return Response.json({ ok: true, team_id: `T${crypto.randomUUID()}` });
    }
    if (method === "GET" && !pathname.startsWith("/api/")) {
      return Response.json({ data: [] });
    }
    paths.push(pathname);
    return pathname === "/api/conversations.history"
      ? Response.json({ ok: true, messages: [] })
      : new Response("oops", { status, headers });
  });
  return paths;
}

describe("a job's message that comes again before its next try is due", () => {
  it("has it tried no sooner than the provider said, and spends no attempt", async () => {
    const paths = failing(503, { "retry-after": "40" });
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    await platform.drainJobs();
    const before = await platform.job(key, id);
    expect(before).toMatchObject({ status: "queued", attempts: 1, waitingFor: { gate: "retry" } });
    const own = [...platform.jobs];
    for (const seconds of [1, 10, 20]) {
      vi.setSystemTime(Date.now() + seconds * 1_000);
      await deliver(own.map(({ body }) => body));
    }
    expect(await platform.job(key, id)).toEqual(before);
    expect(platform.jobs).toEqual(own);
    expect(paths).toHaveLength(1);
    await platform.drainJobs();
    expect(paths).toHaveLength(2);
  });

  it("has the provider not asked what a try came to before that can be found", async () => {
    const paths = failing(502);
    const { key } = await platform.connected("slack");
    const id = await platform.createJob(key, "slack", {
      action: "message.post",
      input: { channel: "C0EXAMPLE", text: "Hi" },
    });
    await platform.drainJobs();
    await deliver(platform.jobs.map(({ body }) => body));
    expect(await platform.job(key, id)).toMatchObject({
      status: "queued",
      waitingFor: { gate: "retry", reason: "lookup" },
    });
    expect(paths).not.toContain("/api/conversations.history");
    await platform.drainJobs();
    expect(paths).toContain("/api/conversations.history");
  });
});

describe("a request of several that is to be made again, and must wait", () => {
  it("takes no more messages to wait than it had, however many batches they come in", async () => {
    failing(502);
    const { key, connectionId } = await platform.connected("resend");
    const text = { channel: "email", from: "hello@acme.example", subject: "S", text: "T", connectionId };
    const recipients = Array.from({ length: 12 }, (_, index) => ({ to: `person-${index}@example.com` }));
    const body = { ...text, category: "transactional", recipients };
    expect((await platform.call("POST", "/v1/messages/bulk", { token: key, body })).status).toBe(202);
    await platform.drainJobs();
    const again = platform.jobs.splice(0);
    expect(again).toHaveLength(12);
    vi.setSystemTime(Date.now() + 60_000);
    // the account is closed for a while
    failing(429, { "retry-after": "30" });
    await platform.createJob(key, "resend", { connectionId });
    await deliver(platform.jobs.splice(0).map(({ body: message }) => message));
    platform.jobs.length = 0;
    for (let start = 0; start < again.length; start += 3) {
      await deliver(again.slice(start, start + 3).map(({ body: message }) => message));
    }
    expect(platform.jobs).toHaveLength(12);
    expect(new Set(platform.jobs.map((message) => JSON.stringify(message.body))).size).toBe(12);
  });
});

describe("a consumer that judged a job before another tried it", () => {
  it("changes nothing of what that came to", async () => {
    failing(429, { "retry-after": "6" });
    const { key, connectionId } = await platform.connected("resend");
    await platform.createJob(key, "resend", { connectionId });
    await platform.drainJobs();
    platform.jobs.length = 0;
    const id = await platform.createJob(key, "resend", { connectionId });
    const [message] = platform.jobs.splice(0);
    platform.database.beforeBatch = async ([sql = ""]) => {
      if (sql.includes("set due_at = row.value->>1, waiting")) {
        platform.database.beforeBatch = null;
        failing(503, { "retry-after": "40" });
        vi.setSystemTime(Date.now() + 10_000);
        await deliver([message?.body]);
      }
    };
    await deliver([message?.body]);
    const job = await platform.job(key, id);
    expect(job).toMatchObject({ attempts: 1, waitingFor: { gate: "retry", reason: "http_503" } });
    expect(Date.parse(job.waitingFor?.until ?? "")).toBeGreaterThanOrEqual(Date.now() + 30_000);
  });

  it("does not say that nothing was done where a try may have acted", async () => {
    failing(502);
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    await platform.drainJobs();
    const db = createDatabase(platform.env.DB);
    const error = { code: "suppressed", message: "Since it was judged.", retryable: false };
    const judged = (await loadJobs(db, [id as Id<"job">])).map((job) => ({ ...job, error }));
    await blockJobs(
      db,
      judged.map((job) => ({ ...job, claimedAt: null })),
      Date.now(),
    );
    expect((await platform.job(key, id)).status).toBe("queued");
    await blockJobs(db, judged, Date.now());
    expect((await platform.job(key, id)).status).toBe("blocked");
  });
});
