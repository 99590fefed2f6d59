import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { resend } from "../../shared/providers/resend/index.ts";
import { QUEUES } from "../../shared/queue/consumers.ts";
import { counting } from "../support/counting.ts";
import { type JobView, OutboxPlatform } from "../support/outbox.ts";
import { exampleCredentials, exampleJob, stubFetch } from "../support/sending.ts";

const documented = resend.limits;
let calls = 0;
const platform = new OutboxPlatform({
  ACCOUNT_GATE: counting(env.ACCOUNT_GATE, () => {
    calls += 1;
  }),
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  platform.jobs.length = 0;
});

afterEach(async () => {
  Object.assign(resend, { limits: documented });
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await platform.clearJobs();
});

/** A Resend that takes everything, until it is told otherwise. */
function answers(sent: () => Response = () => Response.json({ id: "email_1" })): void {
  stubFetch((request) => (request.method === "GET" ? Response.json({ data: [] }) : sent()));
}

/** Delivers what is queued at this very moment, whatever its delay. */
async function deliverNow(): Promise<void> {
  const bodies = platform.jobs.splice(0).map(({ body }) => body);
  await platform.deliver(bodies, { queue: QUEUES.jobsNormal });
}

/** What a job waits for, which the list says in the same words. */
async function waitOf(key: string, id: string): Promise<JobView["waitingFor"]> {
  const { waitingFor } = await platform.job(key, id);
  const { body } = await platform.call<{ data: JobView[] }>("GET", "/v1/jobs", { token: key });
  expect(body.data.find((one) => one.id === id)?.waitingFor).toEqual(waitingFor);
  return waitingFor;
}

const inMs = (wait: JobView["waitingFor"]) => Date.parse(wait?.until ?? "") - Date.now();

describe("what a waiting job says that it waits for", () => {
  it("is its queue until somebody has looked at it, and when the sweep will look for its message at the latest", async () => {
    answers();
    const { key } = await platform.connected("resend");
    vi.setSystemTime(Date.now() + 2_000);
    const id = await platform.createJob(key, "resend");
    const wait = await waitOf(key, id);
    expect(wait).toMatchObject({ gate: "queue", reason: "queued" });
    expect(await platform.job(key, id)).toMatchObject({ nextAttemptAt: null });
    // its message is lost
    platform.jobs.length = 0;
    vi.setSystemTime(Date.parse(wait?.until ?? ""));
    expect(inMs(await waitOf(key, id))).toBeGreaterThan(0);
    await platform.tick();
    expect(platform.jobs).toEqual([{ body: { kind: "job", id }, delaySeconds: 0 }]);
  });

  it("is its account's limit also for a wait of two seconds that no row was written for", async () => {
    Object.assign(resend, { limits: { windows: [{ limit: 1, perSeconds: 4 }], scope: "account" } });
    answers();
    const { key } = await platform.connected("resend");
    vi.setSystemTime(Date.now() + 5_000);
    const ids = [await platform.createJob(key, "resend"), await platform.createJob(key, "resend")];
    await deliverNow();
    const jobs = await Promise.all(ids.map((id) => platform.job(key, id)));
    expect(jobs.map(({ status }) => status).toSorted()).toEqual(["queued", "succeeded"]);
    const id = jobs.find(({ status }) => status === "queued")?.id ?? "";
    expect(await platform.row("jobs", id)).toMatchObject({ waiting: null });
    for (let again = 0; again < 5; again += 1) {
      const wait = await waitOf(key, id);
      expect(wait).toMatchObject({ gate: "limit", reason: "window" });
      expect(inMs(wait)).toBeGreaterThan(0);
      expect(inMs(wait)).toBeLessThanOrEqual(4_100);
    }
    // who looks takes nothing: there is room when it said so
    vi.setSystemTime(Date.parse((await waitOf(key, id))?.until ?? ""));
    expect(await waitOf(key, id)).toMatchObject({ gate: "queue" });
    await deliverNow();
    expect(await platform.job(key, id)).toMatchObject({ status: "succeeded", waitingFor: null });
  });

  it("is never what its row said of an earlier wait", async () => {
    Object.assign(resend, { limits: { windows: [{ limit: 1, perSeconds: 4 }], scope: "account" } });
    answers();
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const waiting = JSON.stringify({ gate: "connection", reason: "error", until });
    await platform.setJob(id, { waiting });
    // the proof of the credential took the permit
    await deliverNow();
    expect(await waitOf(key, id)).toMatchObject({ gate: "limit", reason: "window" });
  });

  it("is a limit for longer, another try, its time, its approval, its connection, or a breaker, and then its queue", async () => {
    let answer = () => new Response("{}", { status: 429, headers: { "retry-after": "300" } });
    answers(() => answer());
    const { key, connectionId } = await platform.connected("resend");
    vi.setSystemTime(Date.now() + 2_000);
    const throttled = await platform.createJob(key, "resend");
    await deliverNow();
    expect(await waitOf(key, throttled)).toMatchObject({ gate: "limit" });
    expect(inMs(await waitOf(key, throttled))).toBeGreaterThan(290_000);
    const behind = await platform.createJob(key, "resend");
    expect(await waitOf(key, behind)).toMatchObject({ gate: "limit", reason: "blocked" });
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const scheduled = await platform.createJob(key, "resend", { sendAt });
    expect(await waitOf(key, scheduled)).toEqual({ gate: "schedule", reason: "send_at", until: sendAt });
    const asked = await platform.createJob(key, "resend", { requiresApproval: true });
    expect(await waitOf(key, asked)).toMatchObject({ gate: "approval", until: expect.any(String) });
    vi.setSystemTime(Date.parse(sendAt));
    expect(await waitOf(key, scheduled)).toMatchObject({ gate: "queue" });
    platform.jobs.length = 0;

    answer = () => new Response("busy", { status: 503 });
    const retried = await platform.createJob(key, "resend");
    await deliverNow();
    expect(await waitOf(key, retried)).toMatchObject({ gate: "retry", reason: "http_503" });
    vi.setSystemTime(Date.now() + 10_000);
    expect(await waitOf(key, retried)).toMatchObject({ gate: "queue" });
    platform.jobs.length = 0;

    const breaker = { token: key, body: { connectionId, reason: "A wrong price list" } };
    await platform.call("POST", "/v1/breakers/resend/isolate", breaker);
    const isolated = await platform.createJob(key, "resend");
    expect(await waitOf(key, isolated)).toMatchObject({ gate: "breaker" });
    await deliverNow();
    expect(await waitOf(key, isolated)).toMatchObject({ gate: "breaker" });
    expect(inMs(await waitOf(key, isolated))).toBeGreaterThan(0);
    await platform.call("POST", "/v1/breakers/resend/release", breaker);
    expect(await waitOf(key, isolated)).toMatchObject({ gate: "queue" });

    answer = () => Response.json({ name: "invalid_api_key", message: "no" }, { status: 401 });
    const refused = await platform.createJob(key, "resend");
    await deliverNow();
    expect(await waitOf(key, refused)).toMatchObject({ gate: "connection", until: expect.any(String) });
    await platform.call("POST", `/v1/connections/${connectionId}/validate`, { token: key });
    // the proof took a permit
    vi.setSystemTime(Date.now() + 2_000);
    expect(await waitOf(key, refused)).toMatchObject({ gate: "queue" });
  });

  it("is nothing while it is sent, or once it has ended", async () => {
    answers();
    const { key } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    for (const status of ["sending", "succeeded", "failed", "blocked", "dead", "canceled", "uncertain"]) {
      await platform.setJob(id, { status });
      expect(await waitOf(key, id)).toBeNull();
    }
  });

  it("is the queue where the account's credential cannot be read, or is none that works", async () => {
    answers();
    const { key, connectionId } = await platform.connected("resend");
    const id = await platform.createJob(key, "resend");
    for (const change of ["credentials = 'none'", "status = 'disabled'"]) {
      await env.DB.prepare(`update connections set ${change} where id = ?`).bind(connectionId).run();
      expect(await waitOf(key, id)).toMatchObject({ gate: "queue" });
    }
  });

  it("takes one call to each account of a page, to ten of them at most, and none where the rows say it", async () => {
    answers();
    const { key, connectionId } = await platform.connected("resend");
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    for (let job = 0; job < 3; job += 1) {
      await platform.createJob(key, "resend", { connectionId });
      await platform.createJob(key, "resend", { connectionId, sendAt });
    }
    const list = async (query = "") =>
      (await platform.call<{ data: JobView[] }>("GET", `/v1/jobs${query}`, { token: key })).body.data;
    calls = 0;
    expect((await list()).map(({ waitingFor }) => waitingFor?.gate).toSorted()).toEqual([
      ...["queue", "queue", "queue"],
      ...["schedule", "schedule", "schedule"],
    ]);
    expect(calls).toBe(1);
    await list("?status=scheduled");
    expect(calls).toBe(1);
    for (let account = 0; account < 11; account += 1) {
      const credentials = exampleCredentials("resend");
      const { body } = await platform.call<{ id: string }>("POST", "/v1/connections", {
        token: key,
        body: { provider: "resend", credentials },
      });
      await platform.call("POST", "/v1/jobs", {
        token: key,
        body: { ...exampleJob("resend"), connectionId: body.id },
      });
    }
    calls = 0;
    expect((await list()).every(({ waitingFor }) => waitingFor !== null)).toBe(true);
    expect(calls).toBe(10);
  });
});
