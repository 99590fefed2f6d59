import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearMarketing, PHONE, type Scene, setUpMarketing } from "../support/marketing.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2027-01-12T12:00:00Z"), toFake: ["Date"] });
});

afterEach(clearMarketing);

const db = ({ platform }: Scene, sql: string, ...values: unknown[]) =>
  platform.env.DB.prepare(sql)
    .bind(...values)
    .run();

/** What may come to hold a job after it was accepted, in the order in which the gates ask, each with its reason. */
const HOLDS: readonly (readonly [string, (scene: Scene, jobId: string) => Promise<unknown>])[] = [
  [
    "send_at",
    async (scene, id) => await db(scene, "update jobs set send_at = ? where id = ?", Date.now() + 60_000, id),
  ],
  [
    "suppressed",
    async ({ call }) => await call("POST", "/v1/suppressions", { channel: "sms", address: PHONE }),
  ],
  ["consent_withdrawn", async ({ consent }) => await consent("sms", "withdrawn")],
  [
    "quiet_hours",
    async ({ call }) =>
      await call("PATCH", "/v1/organization", { quietHours: { start: "00:00", end: "23:59" } }),
  ],
  [
    "approval_missing",
    async (scene, id) =>
      await db(scene, "update jobs set input = json_set(input, '$.body', 'Another') where id = ?", id),
  ],
  ["error", async (scene) => await db(scene, "update connections set status = 'error'")],
];

interface JobView {
  readonly status: string;
  readonly error: { readonly code: string } | null;
  readonly waitingFor: { readonly gate: string; readonly reason: string } | null;
}

/** A marketing SMS that was accepted and approved, and is yet to be sent. */
async function approved({ call }: Scene): Promise<string> {
  const message = { channel: "sms", to: PHONE, text: "Hello", category: "marketing", requiresApproval: true };
  const { body } = await call<{ id: string }>("POST", "/v1/messages", message);
  const { body: pending } = await call<{ data: { id: string; jobId: string }[] }>("GET", "/v1/approvals");
  const approval = pending.data.find(({ jobId }) => jobId === body.id);
  expect((await call("POST", `/v1/approvals/${approval?.id}/approve`, {})).status).toBe(200);
  return body.id;
}

describe("the gates before a send", () => {
  it.each(
    HOLDS.map(([reason], place) => ({ reason, place })),
  )("are asked again when a job's turn comes, and give the first reason of all: $reason", async ({
    reason,
    place,
  }) => {
    const scene = await setUpMarketing();
    const id = await approved(scene);
    for (const [, hold] of HOLDS.slice(place)) {
      await hold(scene, id);
    }
    const before = scene.sent.length;
    await scene.platform.drainJobs();
    const { body } = await scene.call<JobView>("GET", `/v1/jobs/${id}`);
    expect(body.error?.code ?? body.waitingFor?.reason, JSON.stringify(body)).toBe(reason);
    expect(scene.sent).toHaveLength(before);
  });

  it("let the job pass where none of them holds it", async () => {
    const scene = await setUpMarketing();
    const id = await approved(scene);
    await scene.platform.drainJobs();
    expect((await scene.call<JobView>("GET", `/v1/jobs/${id}`)).body.status).toBe("succeeded");
  });

  it("hold an answer in a conversation, too, whose contact is suppressed before it is sent", async () => {
    const scene = await setUpMarketing();
    await scene.text({ Body: "Hi" });
    const { body } = await scene.call<{ data: { id: string }[] }>("GET", "/v1/conversations");
    const answer = await scene.call<{ jobId: string }>(
      "POST",
      `/v1/conversations/${body.data[0]?.id}/messages`,
      { text: "Hello" },
    );
    await scene.call("POST", "/v1/suppressions", { channel: "sms", address: PHONE });
    await scene.platform.drainJobs();
    const { body: job } = await scene.call<JobView>("GET", `/v1/jobs/${answer.body.jobId}`);
    expect([job.status, job.error?.code]).toEqual(["blocked", "suppressed"]);
  });
});
