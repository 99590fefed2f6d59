import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Approval, approving, clearApprovals, TS } from "../support/approving.ts";

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await clearApprovals();
});

describe("a message that needs an approval", () => {
  it("waits, is shown in Slack with two buttons, and goes out when one is clicked", async () => {
    const { send, approval, emails, slack, drainAll, platform, key, click, sent } = await approving();
    const job = await send();
    expect(job.status).toBe("pending_approval");
    await drainAll();
    expect(emails()).toEqual([]);
    const { id, jobId, status } = await approval();
    expect({ jobId, status }).toEqual({ jobId: job.id, status: "pending" });
    expect((await platform.job(key, job.id)).waitingFor).toMatchObject({
      gate: "approval",
      reason: "approval_pending",
    });
    const [question] = slack("chat.postMessage");
    expect(question?.body).toMatchObject({ channel: "C1" });
    const blocks = question?.body.blocks as Record<string, unknown>[];
    expect(blocks).toMatchObject([
      { type: "header", text: { type: "plain_text", text: "email to ann@example.com, by Resend" } },
      { type: "section", text: { type: "plain_text", text: "Hello <b>\n\nGood news <!channel>" } },
      { type: "context" },
      {
        type: "actions",
        block_id: id,
        elements: [
          { type: "button", action_id: "approval_approve", value: id, style: "primary" },
          { type: "button", action_id: "approval_deny", value: id, style: "danger" },
        ],
      },
    ]);
    sent.length = 0;
    await click(id, "approval_approve", "U7");
    await platform.drain();
    await drainAll();
    expect(emails()).toHaveLength(1);
    expect((await platform.job(key, job.id)).status).toBe("succeeded");
    expect(await approval()).toMatchObject({ status: "approved", decidedBy: "U7" });
    const [update] = slack("chat.update");
    expect(update?.body).toMatchObject({
      channel: "C1",
      ts: TS,
      text: "Approved by <@U7>: email to ann@example.com, by Resend",
    });
    expect(JSON.stringify(update?.body.blocks)).not.toContain("button");
  });

  it("ends unsent when it is denied, and a retry of its job sends nothing either", async () => {
    const { send, approval, emails, drainAll, platform, key, call } = await approving();
    const job = await send();
    await drainAll();
    const { id } = await approval();
    const denied = await call<Approval>("POST", `/v1/approvals/${id}/deny`, { reason: "Not today" });
    expect(denied.body).toMatchObject({ status: "denied", reason: "Not today" });
    expect(await platform.job(key, job.id)).toMatchObject({
      status: "blocked",
      error: { code: "approval_denied" },
    });
    await call("POST", `/v1/jobs/${job.id}/retry`);
    await drainAll();
    expect(await platform.job(key, job.id)).toMatchObject({
      status: "blocked",
      error: { code: "approval_missing" },
    });
    expect(emails()).toEqual([]);
  });

  it("is sent once when fifty decide at once, in Slack and in the API", async () => {
    const { send, approval, emails, slack, drainAll, platform, key, click, call } = await approving();
    const job = await send();
    await drainAll();
    const { id } = await approval();
    for (let count = 0; count < 25; count += 1) {
      await click(id, count % 2 === 0 ? "approval_approve" : "approval_deny", `U${count}`);
    }
    const answers = await Promise.all([
      platform.drain().then(() => null),
      ...Array.from({ length: 25 }, () => call<{ code?: string }>("POST", `/v1/approvals/${id}/approve`)),
    ]);
    const statuses = answers.flatMap((answer) => (answer === null ? [] : [answer.status]));
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    await drainAll();
    const { status } = await approval();
    expect(emails()).toHaveLength(status === "approved" ? 1 : 0);
    expect((await platform.job(key, job.id)).status).toBe(status === "approved" ? "succeeded" : "blocked");
    expect(slack("chat.update")).toHaveLength(1);
    await click(id, "approval_approve", "U99");
    await platform.drain();
    await drainAll();
    expect(slack("chat.update")).toHaveLength(1);
    expect(emails().length).toBeLessThanOrEqual(1);
  });

  it("is not sent with other words than those that were approved", async () => {
    const { send, approval, emails, drainAll, platform, key, call } = await approving();
    const job = await send();
    const { id } = await approval();
    await call("POST", `/v1/approvals/${id}/approve`);
    const input = JSON.parse(String((await platform.row("jobs", job.id))?.input));
    await platform.setJob(job.id, { input: JSON.stringify({ ...input, text: "Something else" }) });
    await drainAll();
    expect(await platform.job(key, job.id)).toMatchObject({
      status: "blocked",
      error: { code: "approval_missing" },
    });
    expect(emails()).toEqual([]);
  });

  it("ends when nobody decides in time, and says so in Slack", async () => {
    const { send, approval, emails, slack, drainAll, platform, key, call } = await approving();
    const job = await send();
    await drainAll();
    const { id } = await approval();
    vi.setSystemTime(Date.now() + DAY_MS);
    await platform.tick();
    await drainAll();
    expect(await platform.job(key, job.id)).toMatchObject({
      status: "blocked",
      error: { code: "approval_expired" },
    });
    expect(slack("chat.update")[0]?.body.text).toMatch(/^Expired: /);
    const late = await call<{ code: string }>("POST", `/v1/approvals/${id}/approve`);
    expect([late.status, late.body.code]).toEqual([409, "approval_expired"]);
    expect(emails()).toEqual([]);
  });

  it("ends at a decision that comes too late, before the schedule looked", async () => {
    const { send, approval, platform, key, call, drainAll, emails } = await approving();
    const job = await send();
    const { id } = await approval();
    vi.setSystemTime(Date.now() + DAY_MS);
    expect((await call<{ code: string }>("POST", `/v1/approvals/${id}/approve`)).body.code).toBe(
      "approval_expired",
    );
    expect((await platform.job(key, job.id)).status).toBe("blocked");
    await drainAll();
    expect(emails()).toEqual([]);
  });

  it("is decided by those who were named, and in its own organization", async () => {
    const { send, approval, click, platform, drainAll } = await approving({
      channel: "email",
      approvers: ["U1"],
    });
    await send();
    await drainAll();
    const { id } = await approval();
    await click(id, "approval_approve", "U2");
    await platform.drain();
    expect((await approval()).status).toBe("pending");
    const stranger = await approving();
    await stranger.click(id, "approval_approve", "U1");
    await stranger.platform.drain();
    expect((await approval()).status).toBe("pending");
    await click(id, "approval_approve", "U1");
    await platform.drain();
    expect(await approval()).toMatchObject({ status: "approved", decidedBy: "U1" });
  });

  it("waits for its time as well, once it is approved", async () => {
    const { send, approval, call, platform, key, drainAll, emails } = await approving();
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const job = await send({ sendAt });
    await call("POST", `/v1/approvals/${(await approval()).id}/approve`);
    expect(await platform.job(key, job.id)).toMatchObject({
      status: "scheduled",
      waitingFor: { gate: "schedule" },
    });
    await drainAll();
    expect(emails()).toEqual([]);
    vi.setSystemTime(Date.now() + 3_600_000);
    await platform.tick();
    await drainAll();
    expect(emails()).toHaveLength(1);
  });

  it("goes out though its message was lost: the sweep finds it", async () => {
    const { send, approval, call, platform, drainAll, emails } = await approving();
    await send();
    vi.setSystemTime(Date.now() + 3_600_000);
    await platform.tick();
    await call("POST", `/v1/approvals/${(await approval()).id}/approve`);
    platform.jobs.length = 0;
    vi.setSystemTime(Date.now() + 600_000);
    await platform.fire();
    await drainAll();
    expect(emails()).toHaveLength(1);
  });

  it("cannot be approved once its job is canceled", async () => {
    const { send, approval, call } = await approving();
    const job = await send();
    await call("POST", `/v1/jobs/${job.id}/cancel`);
    const refused = await call<{ code: string }>("POST", `/v1/approvals/${(await approval()).id}/approve`);
    expect([refused.status, refused.body.code]).toEqual([409, "approval_decided"]);
  });

  it("takes its question back when it is decided before it was asked", async () => {
    const { send, approval, call, slack, drainAll, emails } = await approving();
    await send();
    await call("POST", `/v1/approvals/${(await approval()).id}/approve`);
    await drainAll();
    expect([slack("chat.postMessage").length, emails().length]).toEqual([0, 1]);
  });

  it.each([
    "the API",
    "Slack",
  ])("is said to be decided in Slack also where its question was being posted: by %s", async (where) => {
    const { send, approval, call, click, slack, drainAll, platform, emails } = await approving();
    await send();
    await drainAll();
    const { id } = await approval();
    // its answer is yet to come, or was lost
    const unsettled =
      "update jobs set status = 'uncertain', external_id = null, result = null where action = 'message.post'";
    await platform.env.DB.prepare(unsettled).run();
    await (where === "Slack"
      ? click(id, "approval_approve", "U7")
      : call("POST", `/v1/approvals/${id}/approve`));
    await platform.drain();
    await drainAll();
    expect(emails()).toHaveLength(1);
    for (const user of ["U8", "U9"]) {
      await click(id, "approval_deny", user);
      await platform.drain();
      await drainAll();
    }
    const updates = slack("chat.update").map(({ body }) => body);
    expect(updates).toMatchObject([{ channel: "C1", ts: TS, text: expect.stringMatching(/^Approved by /) }]);
    expect(await approval()).toMatchObject({ status: "approved" });
    expect(emails()).toHaveLength(1);
  });

  it("is told of at its time, so that whoever was off then finds it by that", async () => {
    const { send, approval, call, platform } = await approving();
    const { body: destination } = await call<{ id: string }>("POST", "/v1/destinations", {
      url: "https://app.example.com/hooks",
      events: ["causeway.approval.decided"],
      enabled: false,
    });
    await send();
    const { id } = await approval();
    vi.setSystemTime(Date.now() + DAY_MS / 2);
    const range = {
      since: new Date(Date.now() - 60_000).toISOString(),
      until: new Date(Date.now() + 60_000).toISOString(),
    };
    await call("POST", `/v1/approvals/${id}/approve`);
    const recovered = await call("POST", `/v1/destinations/${destination.id}/recover`, {
      ...range,
      dryRun: true,
    });
    expect(recovered.body).toMatchObject({ count: 1 });
    const { body } = await call<{ data: { subject: string }[] }>("GET", `/v1/events?since=${range.since}`);
    expect(body.data).toMatchObject([{ subject: id }]);
    await platform.env.DB.prepare("delete from deliveries").run();
    await platform.env.DB.prepare("delete from destinations").run();
  });

  it("is told of as decided by nobody whose decision came to nothing", async () => {
    const { send, approval, call, platform } = await approving();
    const destination = { url: "https://app.example.com/hooks", events: ["causeway.approval.decided"] };
    await call("POST", "/v1/destinations", destination);
    const job = await send();
    const { id } = await approval();
    platform.database.beforeBatch = async () => {
      // its cancellation is committed first, and ends the approval a moment later
      await platform.env.DB.prepare("update jobs set status = 'canceled' where id = ?").bind(job.id).run();
    };
    expect((await call("POST", `/v1/approvals/${id}/approve`)).status).toBe(409);
    platform.database.beforeBatch = null;
    const { body } = await call<{ data: unknown[] }>("GET", "/v1/events?provider=causeway");
    expect(body.data).toEqual([]);
    await platform.env.DB.prepare("delete from deliveries").run();
    await platform.env.DB.prepare("delete from destinations").run();
  });

  it("is told of to who subscribes, once each", async () => {
    const { send, approval, call, platform } = await approving();
    const destination = { url: "https://app.example.com/hooks", events: ["causeway.approval.*"] };
    await call("POST", "/v1/destinations", destination);
    await send();
    const { id } = await approval();
    await Promise.all([1, 2, 3].map(() => call("POST", `/v1/approvals/${id}/approve`)));
    const { body } = await call<{ data: { type: string; subject: string; data: unknown }[] }>(
      "GET",
      "/v1/events?provider=causeway",
    );
    expect(body.data.map(({ type, subject }) => [type, subject]).sort()).toEqual([
      ["causeway.approval.decided", id],
      ["causeway.approval.requested", id],
    ]);
    await platform.env.DB.prepare("delete from deliveries").run();
    await platform.env.DB.prepare("delete from destinations").run();
  });
});
