import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { JOB_STATUSES, type JobStatus } from "../../../shared/model/job.ts";
import { exampleJob, SendingPlatform } from "../../support/sending.ts";

const platform = new SendingPlatform({ RESEND_API_KEY: "re_platform", SLACK_BOT_TOKEN: "xoxb-platform" });

afterAll(async () => await platform.clearJobs());

let organization: { id: string; key: string };

beforeEach(async () => {
  organization = await platform.organization();
  platform.jobs.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

interface Job {
  readonly id: string;
  readonly status: JobStatus;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly deliveryStatus: string | null;
}

/** A job that its life brought to a status. */
async function jobIn(status: JobStatus, columns: Record<string, unknown> = {}): Promise<string> {
  const { body } = await platform.call<Job>("POST", "/v1/jobs", {
    token: organization.key,
    body: exampleJob("resend"),
  });
  await platform.setJob(body.id, { status, ...columns });
  platform.jobs.length = 0;
  return body.id;
}

function post(path: string, body: unknown = {}) {
  return platform.call<Job & { code: string; count: number; more: boolean }>("POST", `/v1/jobs/${path}`, {
    token: organization.key,
    body,
  });
}

async function statusOf(id: string): Promise<unknown> {
  return (await platform.row("jobs", id))?.status;
}

describe("canceling", () => {
  const cancelable: readonly JobStatus[] = ["pending_approval", "scheduled", "queued"];

  it.each(cancelable)("ends a job that is %s", async (status) => {
    const id = await jobIn(status, { due_at: Date.now() + 1_000 });
    expect(await post(`${id}/cancel`)).toMatchObject({
      status: 200,
      body: { id, status: "canceled", waitingFor: null, finishedAt: expect.any(String) },
    });
    expect(await platform.row("jobs", id)).toMatchObject({ status: "canceled", due_at: null });
  });

  it.each(
    JOB_STATUSES.filter((status) => !cancelable.includes(status)),
  )("refuses a job that is %s: it was or may have been sent, or has ended", async (status) => {
    const id = await jobIn(status);
    expect(await post(`${id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: "job_not_cancelable" },
    });
    expect(await statusOf(id)).toBe(status);
  });
});

describe("retrying", () => {
  const retryable: readonly JobStatus[] = ["failed", "dead", "uncertain", "blocked"];

  it.each(retryable)("queues a job again that is %s, with a new budget of attempts", async (status) => {
    const id = await jobIn(status, { attempts: 8, finished_at: 1 });
    expect(await post(`${id}/retry`)).toMatchObject({
      status: 202,
      body: { id, status: "queued", attempts: 8, maxAttempts: 16, error: null, finishedAt: null },
    });
    expect(platform.jobs).toEqual([{ body: { kind: "job", id }, delaySeconds: 0 }]);
  });

  it.each(
    JOB_STATUSES.filter((status) => !retryable.includes(status)),
  )("refuses a job that is %s", async (status) => {
    const id = await jobIn(status);
    expect(await post(`${id}/retry`)).toMatchObject({ status: 409, body: { code: "job_not_retryable" } });
    expect(await statusOf(id)).toBe(status);
    expect(platform.jobs).toEqual([]);
  });

  it("in bulk takes up what failed and died; what may have acted only when it is named", async () => {
    const [failed, dead] = [await jobIn("failed"), await jobIn("dead")];
    const uncertain = await jobIn("uncertain");
    expect((await post("retry", { filter: {}, dryRun: true })).body).toEqual({ count: 2, more: false });
    expect(await statusOf(failed)).toBe("failed");
    expect(await post("retry", { filter: {} })).toMatchObject({
      status: 202,
      body: { count: 2, more: false },
    });
    expect([await statusOf(failed), await statusOf(dead), await statusOf(uncertain)]).toEqual([
      "queued",
      "queued",
      "uncertain",
    ]);
    expect(platform.jobs).toHaveLength(2);
    expect((await post("retry", { filter: { status: "uncertain" } })).body.count).toBe(1);
    expect((await post("retry", { filter: {} })).body.count).toBe(0);
  });

  it("in bulk keeps to its filter, and to the own organization", async () => {
    await jobIn("failed");
    expect((await post("retry", { filter: { provider: "stripe" } })).body.count).toBe(0);
    expect(await post("retry", { filter: { status: "queued" } })).toMatchObject({ status: 422 });
    expect(await post("retry", {})).toMatchObject({ status: 422 });
    organization = await platform.organization();
    expect((await post("retry", { filter: {} })).body.count).toBe(0);
  });
});

describe("the list of jobs", () => {
  async function list(query: string): Promise<{ ids: string[]; nextCursor: string | null }> {
    const { body } = await platform.call<{ data: Job[]; nextCursor: string | null }>(
      "GET",
      `/v1/jobs?${query}`,
      { token: organization.key },
    );
    return { ids: body.data.map(({ id }) => id), nextCursor: body.nextCursor };
  }

  it("filters by status, provider and channel, newest first, page by page", async () => {
    const [one, two, three] = [await jobIn("failed"), await jobIn("queued"), await jobIn("failed")];
    const slack = await platform.call<Job>("POST", "/v1/jobs", {
      token: organization.key,
      body: exampleJob("slack"),
    });
    expect((await list("status=failed")).ids).toEqual([three, one]);
    expect((await list("provider=slack")).ids).toEqual([slack.body.id]);
    expect((await list("channel=sms")).ids).toEqual([]);
    const page = await list("provider=resend&limit=2");
    expect(page.ids).toEqual([three, two]);
    expect(await list(`provider=resend&limit=2&cursor=${page.nextCursor}`)).toEqual({
      ids: [one],
      nextCursor: null,
    });
  });

  it("shows what the provider said became of the message; the tries only on the single job", async () => {
    const attempt = {
      at: "2026-11-21T08:30:00.000Z",
      outcome: "ok",
      httpStatus: 200,
      durationMs: 80,
      reason: null,
    };
    const id = await jobIn("succeeded", {
      external_id: "msg_1",
      attempt_log: JSON.stringify([attempt]),
    });
    await platform.env.DB.prepare(
      `insert into receipts (org_id, provider, external_id, status, rank, event_id, occurred_at)
       values (?, 'resend', 'msg_1', 'bounced', 9, 'evt_1', 1)`,
    )
      .bind(organization.id)
      .run();
    const { body } = await platform.call<{ data: Job[] }>("GET", "/v1/jobs", { token: organization.key });
    expect(body.data[0]).toMatchObject({ id, deliveryStatus: "bounced" });
    expect(body.data[0]).not.toHaveProperty("attemptLog");
    const single = await platform.call("GET", `/v1/jobs/${id}`, { token: organization.key });
    expect(single.body).toMatchObject({ deliveryStatus: "bounced", attemptLog: [attempt] });
  });
});
