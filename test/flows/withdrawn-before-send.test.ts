import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { approving } from "../support/approving.ts";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await platform.clearJobs();
});

const DAY_MS = 86_400_000;

/** Resend, and the emails that it was given. */
function resend(): Request[] {
  const emails: Request[] = [];
  stubFetch((request) => {
    if (request.method === "GET") {
      return Response.json({ data: [] });
    }
    emails.push(request);
    return Response.json({ id: "email_1" });
  });
  return emails;
}

describe("an approval that expires before its job is sent", () => {
  it("has nothing sent, however often the job's message comes, and leaves the reason as the job's end", async () => {
    const scene = await approving();
    const { id } = await scene.send();
    const deliver = () => scene.platform.deliver([{ kind: "job", id }], { queue: QUEUES.jobsNormal });
    await deliver();
    expect(await scene.platform.job(scene.key, id)).toMatchObject({
      status: "pending_approval",
      waitingFor: { gate: "approval", until: expect.any(String) },
    });
    vi.setSystemTime(Date.now() + DAY_MS);
    await deliver();
    await scene.platform.tick();
    await deliver();
    await scene.drainAll();
    expect(await scene.platform.job(scene.key, id)).toMatchObject({
      status: "blocked",
      attempts: 0,
      waitingFor: null,
      error: { code: "approval_expired", retryable: false },
      finishedAt: expect.any(String),
    });
    // whoever has it sent again gets no further without an approval
    await scene.call("POST", `/v1/jobs/${id}/retry`);
    await scene.drainAll();
    expect(await scene.platform.job(scene.key, id)).toMatchObject({
      status: "blocked",
      error: { code: "approval_missing" },
    });
    expect(scene.emails()).toEqual([]);
  });
});

describe("a recipient who is suppressed between two tries", () => {
  const suppress = (key: string) =>
    platform.call("POST", "/v1/suppressions", {
      token: key,
      body: { channel: "email", address: "delivered@resend.dev" },
    });

  it.each([
    ["surely did nothing: it is blocked", 503, "blocked"],
    ["may have acted: nobody knows", 500, "uncertain"],
  ])("is sent nothing more, and the job says whether it may have been; the first try %s", async (_, status, end) => {
    const sends = stubFetch(({ method }) =>
      method === "GET" ? Response.json({ data: [] }) : new Response("oops", { status }),
    );
    const { key } = await platform.connected("resend");
    sends.length = 0;
    const id = await platform.createJob(key, "resend");
    await platform.drainJobs();
    expect((await platform.job(key, id)).status).toBe("queued");
    expect((await suppress(key)).status).toBe(201);
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: end,
      attempts: 1,
      waitingFor: null,
      error: { code: "suppressed", retryable: false },
    });
    expect(sends).toHaveLength(1);
  });
});

describe("a connection that is gone before its job is sent", () => {
  it("has nothing sent, and leaves the reason as the job's end", async () => {
    const emails = resend();
    const { key, connectionId } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    await platform.call("DELETE", `/v1/connections/${connectionId}`, { token: key });
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "blocked",
      attempts: 0,
      waitingFor: null,
      error: { code: "connection_missing", retryable: false },
      finishedAt: expect.any(String),
    });
    expect(emails).toEqual([]);
  });

  it("ends a job that waited for it to be mended, at the next sweep", async () => {
    const emails = resend();
    const { key, connectionId } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    await platform.call("PATCH", `/v1/connections/${connectionId}`, { token: key, body: { enabled: false } });
    await platform.drainJobs();
    expect((await platform.job(key, id)).status).toBe("queued");
    await platform.call("DELETE", `/v1/connections/${connectionId}`, { token: key });
    vi.setSystemTime(Date.now() + 1_000);
    await platform.tick();
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({
      status: "blocked",
      error: { code: "connection_missing" },
    });
    expect(emails).toEqual([]);
  });
});

describe("a connection that is paused before its job is sent", () => {
  it("has the job wait as a row, without an attempt or a message, and sends it once it goes on", async () => {
    const emails = resend();
    const { key, connectionId } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    const enable = (enabled: boolean) =>
      platform.call("PATCH", `/v1/connections/${connectionId}`, { token: key, body: { enabled } });
    await enable(false);
    await platform.drainJobs();
    expect(platform.jobs).toEqual([]);
    const held = await platform.job(key, id);
    expect(held).toMatchObject({
      status: "queued",
      attempts: 0,
      waitingFor: { gate: "connection", reason: "disabled", until: expect.any(String) },
      attemptLog: [],
    });
    expect(emails).toEqual([]);
    await enable(true);
    vi.setSystemTime(Date.now() + 1_000);
    await platform.tick();
    await platform.drainJobs();
    expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", attempts: 1 });
    expect(emails).toHaveLength(1);
  });
});

describe("a template that is deleted or changed before its job is sent", () => {
  it("changes nothing of a message that was accepted: what was accepted is sent", async () => {
    const emails = resend();
    const { key } = await platform.connected("resend");
    const call = <T>(method: string, path: string, body?: unknown) =>
      platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
    const template = await call<{ id: string }>("POST", "/v1/templates", {
      name: "hello",
      channel: "email",
      subject: "Hello",
      text: "Hello {{name}}.",
    });
    expect(template.status).toBe(201);
    const message = await call<{ id: string }>("POST", "/v1/messages", {
      channel: "email",
      to: "ann@example.com",
      from: "Acme <hello@acme.example>",
      template: "hello",
      data: { name: "Ann" },
      category: "transactional",
    });
    expect(message.status).toBe(202);
    expect((await call("DELETE", `/v1/templates/${template.body.id}`)).status).toBe(204);
    await platform.drainJobs();
    expect((await platform.job(key, message.body.id)).status).toBe("succeeded");
    expect(await emails[0]?.json()).toMatchObject({ text: "Hello Ann." });
  });
});
