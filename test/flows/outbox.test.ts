import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await new OutboxPlatform().clearJobs();
});

type Answer = () => Response | Promise<Response>;
const sent: Answer = () => Response.json({ id: "email_1" });

/** Answers validations well and sends as told, the last answer for all that follow. */
function resend(...answers: Answer[]): Request[] {
  const sends: Request[] = [];
  stubFetch((request) => {
    if (request.method === "GET") {
      return Response.json({ object: "list", data: [] });
    }
    sends.push(request);
    return (answers[Math.min(sends.length, answers.length) - 1] ?? sent)();
  });
  return sends;
}

describe("a job", () => {
  it("is sent once with its id as the provider's key, and shows the result", async () => {
    const platform = new OutboxPlatform();
    const sends = resend(sent);
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    expect(await platform.job(key, id)).toMatchObject({ status: "queued", attempts: 0 });
    await platform.drainJobs();
    expect(sends).toHaveLength(1);
    expect(sends[0]?.headers.get("idempotency-key")).toBe(id);
    expect(await platform.job(key, id)).toMatchObject({
      status: "succeeded",
      attempts: 1,
      externalId: "email_1",
      waitingFor: null,
      error: null,
      attemptLog: [{ outcome: "ok", httpStatus: 200 }],
    });
  });

  it("is sent once however often and by however many consumers its message is delivered", async () => {
    const platform = new OutboxPlatform();
    const sends = resend(sent);
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    const messages = platform.jobs.splice(0).map(({ body }) => body);
    await Promise.all([1, 2, 3].map(() => platform.deliver(messages, { queue: QUEUES.jobsNormal })));
    await platform.deliver([...messages, ...messages], { queue: QUEUES.jobsHigh });
    expect(sends).toHaveLength(1);
    expect((await platform.job(key, id)).attempts).toBe(1);
  });

  it("is tried again after a failure of the provider, with the same key", async () => {
    const platform = new OutboxPlatform();
    const sends = resend(() => new Response("oops", { status: 500 }), sent);
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "queued",
      attempts: 1,
      waitingFor: { gate: "retry" },
      error: { code: "http_500", retryable: true },
    });
    expect(platform.jobs).toHaveLength(1);
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", attempts: 2, error: null });
    expect(new Set(sends.map(({ headers }) => headers.get("idempotency-key"))).size).toBe(1);
  });

  it("waits out a 429 without spending an attempt, and so does every other job of the account", async () => {
    const platform = new OutboxPlatform();
    const throttled = () => new Response("{}", { status: 429, headers: { "retry-after": "40" } });
    const sends = resend(throttled, sent);
    const { key } = await platform.connected("resend");
    const first = await platform.createJob(key, "resend");
    await platform.drainJobs();
    const second = await platform.createJob(key, "resend");
    expect(await platform.job(key, first)).toMatchObject({
      status: "queued",
      attempts: 0,
      waitingFor: { gate: "limit" },
    });
    const [, message] = platform.jobs.splice(0);
    await platform.deliver([message?.body], { queue: QUEUES.jobsNormal });
    expect(sends).toHaveLength(1);
    expect(await platform.job(key, second)).toMatchObject({ status: "queued", attempts: 0 });
    vi.setSystemTime(Date.now() + 200_000);
    await platform.tick();
    for (let round = 0; round < 5 && platform.jobs.length > 0; round += 1) {
      await platform.drainJobs();
    }
    expect((await platform.job(key, first)).status).toBe("succeeded");
    expect((await platform.job(key, second)).status).toBe("succeeded");
  });

  it("ends when the provider refuses it, and can be taken up again", async () => {
    const platform = new OutboxPlatform();
    resend(() => Response.json({ name: "validation_error", message: "no" }, { status: 422 }), sent);
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "failed",
      attempts: 1,
      error: { retryable: false },
    });
    expect((await platform.call("POST", `/v1/jobs/${id}/retry`, { token: key })).status).toBe(202);
    await platform.drainJobs();
    expect((await platform.job(key, id)).status).toBe("succeeded");
  });

  it("is not sent when it was cancelled after it was queued", async () => {
    const platform = new OutboxPlatform();
    const sends = resend(sent);
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    await platform.call("POST", `/v1/jobs/${id}/cancel`, { token: key });
    await platform.drainJobs();
    expect(sends).toEqual([]);
    expect((await platform.job(key, id)).status).toBe("canceled");
  });

  it("is not sent to several recipients when one of them was suppressed after it was accepted", async () => {
    const platform = new OutboxPlatform();
    const sends = resend(sent);
    const { key } = await platform.connected("resend");
    const input = {
      from: "Acme <hello@mail.example.com>",
      to: ["ada@example.com", "Ben <ben@example.com>"],
      subject: "Your order",
      text: "It is on its way.",
    };
    const id = await platform.createJob(key, "resend", { action: "email.send", input });
    await platform.call("POST", "/v1/suppressions", {
      token: key,
      body: { channel: "email", address: "BEN@example.com", reason: "unsubscribe" },
    });
    await platform.drainJobs();
    expect(sends).toEqual([]);
    expect(await platform.job(key, id)).toMatchObject({ status: "blocked", error: { code: "suppressed" } });
  });

  it("is parked while its account is isolated, spends no attempt, and is sent soon after the release", async () => {
    const platform = new OutboxPlatform();
    const sends = resend(sent);
    const { key, connectionId } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    const breaker = (verb: string) =>
      platform.call("POST", `/v1/breakers/resend/${verb}`, {
        token: key,
        body: { connectionId, reason: "A wrong price list" },
      });
    await breaker("isolate");
    await platform.drainJobs();
    expect(platform.jobs).toEqual([]);
    const held = await platform.job(key, id);
    expect(held).toMatchObject({ status: "queued", attempts: 0, waitingFor: { gate: "breaker" } });
    expect(Date.parse(held.waitingFor?.until ?? "") - Date.now()).toBeGreaterThan(4 * 60_000);
    await breaker("release");
    vi.setSystemTime(Date.now() + 2_000);
    await platform.tick();
    await platform.drainJobs();
    expect(sends).toHaveLength(1);
  });

  it("waits for its connection when the credential no longer holds, and is sent when it was mended", async () => {
    const platform = new OutboxPlatform();
    let good = true;
    const sends: Request[] = [];
    stubFetch((request) => {
      if (!good) {
        return Response.json({ name: "invalid_api_key", statusCode: 401, message: "no" }, { status: 401 });
      }
      if (request.method === "POST") {
        sends.push(request);
      }
      return request.method === "GET" ? Response.json({ data: [] }) : sent();
    });
    const { key, connectionId } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    good = false;
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "queued",
      attempts: 0,
      waitingFor: { gate: "connection" },
    });
    const broken = await platform.call("GET", `/v1/connections/${connectionId}`, { token: key });
    expect(broken.body).toMatchObject({ status: "needs_reauth" });
    good = true;
    vi.setSystemTime(Date.now() + 2_000);
    const mended = await platform.call("POST", `/v1/connections/${connectionId}/validate`, { token: key });
    expect(mended.body).toMatchObject({ valid: true });
    await platform.tick();
    await platform.drainJobs();
    expect(sends).toHaveLength(1);
    expect((await platform.job(key, id)).status).toBe("succeeded");
  });
});

describe("the transactional outbox", () => {
  it("sends what was committed while the queue refused", async () => {
    const refusing = { sendBatch: () => Promise.reject(new Error("Queue is overloaded")) };
    const broken = new OutboxPlatform({ JOB_QUEUE_NORMAL: refusing });
    const sends = resend(sent);
    const { key } = await broken.connected("resend");
    const id = await broken.createJob(key, "resend");
    const platform = new OutboxPlatform();
    vi.setSystemTime(Date.now() + 120_000);
    await platform.tick();
    expect(platform.jobs.some(({ body }) => JSON.stringify(body).includes(id))).toBe(true);
    await platform.drainJobs();
    expect(sends.filter(({ headers }) => headers.get("idempotency-key") === id)).toHaveLength(1);
    expect((await platform.job(key, id)).status).toBe("succeeded");
  });

  it("queues at once a job whose message was lost, also the second time", async () => {
    const platform = new OutboxPlatform();
    const sends = resend(sent);
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    for (let lost = 0; lost < 2; lost += 1) {
      platform.jobs.splice(0);
      vi.setSystemTime(Date.now() + 120_000);
      await platform.tick();
      expect(platform.jobs.filter(({ body }) => JSON.stringify(body).includes(id))).toEqual([
        { body: { kind: "job", id }, delaySeconds: 0 },
      ]);
    }
    await platform.drainJobs();
    expect(sends.filter(({ headers }) => headers.get("idempotency-key") === id)).toHaveLength(1);
  });

  it("tries an interrupted send again where the provider knows the key, and never leaves it in sending", async () => {
    const platform = new OutboxPlatform();
    const sends = resend(sent);
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    platform.jobs.splice(0);
    await platform.setJob(id, { status: "sending", attempts: 1, claimed_at: Date.now() });
    vi.setSystemTime(Date.now() + 120_000);
    await platform.tick();
    await platform.drainJobs();
    expect(sends.filter(({ headers }) => headers.get("idempotency-key") === id)).toHaveLength(1);
    expect(await platform.job(key, id)).toMatchObject({
      status: "succeeded",
      attempts: 2,
      attemptLog: [{ outcome: "interrupted" }, { outcome: "ok" }],
    });
  });

  it("keeps a job for later as a row, and queues it when it is due", async () => {
    const platform = new OutboxPlatform();
    const sends = resend(sent);
    const { key } = await platform.connected("resend");
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const id = await platform.createJob(key, "resend", { sendAt });
    expect(platform.jobs).toEqual([]);
    expect((await platform.job(key, id)).status).toBe("scheduled");
    vi.setSystemTime(Date.now() + 1_800_000);
    await platform.tick();
    const own = () => platform.jobs.filter(({ body }) => JSON.stringify(body).includes(id));
    expect(own()).toEqual([]);
    vi.setSystemTime(Date.parse(sendAt) - 60_000);
    await platform.tick();
    expect(own()).toEqual([{ body: { kind: "job", id }, delaySeconds: 60 }]);
    platform.jobs.splice(0, platform.jobs.length, ...own());
    await platform.drainJobs();
    expect(sends.filter(({ headers }) => headers.get("idempotency-key") === id)).toHaveLength(1);
  });

  it("writes four rows for a job that is sent at once, indexes included", async () => {
    const platform = new OutboxPlatform();
    resend(sent);
    const { key } = await platform.connected("resend");
    platform.database.rowsWritten = 0;
    await platform.createJob(key, "resend");
    await platform.drainJobs();
    expect(platform.database.rowsWritten).toBe(4);
  });
});
