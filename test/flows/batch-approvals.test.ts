import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Approval, approving, clearApprovals } from "../support/approving.ts";

const DAY_MS = 86_400_000;

interface Accepted {
  readonly batchId: string;
  readonly accepted: number;
  readonly rejected: readonly { readonly index: number; readonly detail: string }[];
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await clearApprovals();
});

async function setUp(rule: Record<string, unknown> | null = { minBatchSize: 3 }) {
  const organization = await approving(rule);
  const { call } = organization;
  return {
    ...organization,
    bulk: async (count: number, more: Record<string, unknown> = {}) =>
      (
        await call<Accepted>("POST", "/v1/messages/bulk", {
          channel: "email",
          from: "Acme <hello@acme.example>",
          subject: "Spring",
          text: "It is here",
          category: "transactional",
          recipients: Array.from({ length: count }, (_, index) => ({ to: `person-${index}@example.com` })),
          ...more,
        })
      ).body,
    counts: async (batchId: string) =>
      (await call<{ counts: Record<string, number> }>("GET", `/v1/batches/${batchId}`)).body.counts,
    approvals: async () =>
      (await call<{ data: (Approval & { batchId: string | null })[] }>("GET", "/v1/approvals")).body.data,
    jobs: async (batchId: string) =>
      (await call<{ data: { id: string }[] }>("GET", `/v1/jobs?batchId=${batchId}`)).body.data,
  };
}

/** Recipients of all emails sent, one by one or many in a request. */
function recipients(sent: readonly { readonly body: unknown }[]): string[] {
  return sent
    .flatMap(({ body }) => body as { to: string | string[] }[] | { to: string | string[] })
    .flatMap(({ to }) => to)
    .sort();
}

describe("a bulk call that needs an approval", () => {
  it("is asked about once, with how many, from what and to whom, masked, and goes out as a whole", async () => {
    const { bulk, approvals, slack, drainAll, click, platform, counts, emails, sent } = await setUp();
    const { batchId, accepted } = await bulk(7);
    expect(accepted).toBe(7);
    await drainAll();
    const [approval, ...others] = await approvals();
    expect(others).toEqual([]);
    expect(approval).toMatchObject({ status: "pending", batchId });
    const questions = slack("chat.postMessage");
    expect(questions).toHaveLength(1);
    expect(questions[0]?.body.text).toBe("Please approve: 7 × email, by Resend");
    const people = [
      "p•••@example.com",
      "p•••@example.com",
      "p•••@example.com",
      "p•••@example.com",
      "p•••@example.com",
    ];
    expect(approval?.preview).toBe(
      `To ${people.join(", ")} and 2 more\nThe first of them:\n\nSpring\n\nIt is here`,
    );
    expect(emails()).toEqual([]);
    sent.length = 0;
    await click(approval?.id ?? "", "approval_approve", "U7");
    await platform.drain();
    await drainAll();
    expect(recipients(emails())).toEqual(
      Array.from({ length: 7 }, (_, index) => `person-${index}@example.com`),
    );
    expect(await counts(batchId)).toMatchObject({ succeeded: 7 });
    expect(slack("chat.update")[0]?.body.text).toBe("Approved by <@U7>: 7 × email, by Resend");
  });

  it("is asked about when it is marked, and says from which template", async () => {
    const { bulk, approvals, call, counts } = await setUp(null);
    await call("POST", "/v1/templates", {
      name: "spring",
      channel: "email",
      subject: "S",
      text: "Hi {{name}}",
    });
    const recipients = ["Ann", "Ben"].map((name) => ({ to: `${name}@example.com`, data: { name } }));
    const words = { subject: undefined, text: undefined, template: "spring" };
    const { batchId } = await bulk(2, { ...words, recipients, requiresApproval: true });
    const [approval, ...others] = await approvals();
    expect([approval?.batchId, others.length]).toEqual([batchId, 0]);
    expect(approval?.preview).toMatch(
      /^To a•••@example.com, b•••@example.com\nTemplate tmpl_\w+, version 1\n/,
    );
    expect(approval?.preview).toMatch(/Hi Ann$/);
    expect(await counts(batchId)).toMatchObject({ pending_approval: 2 });
  });

  it("is not asked about below the size of its rule", async () => {
    const { bulk, approvals, counts } = await setUp();
    const { batchId } = await bulk(2);
    expect([await approvals(), (await counts(batchId)).queued]).toEqual([[], 2]);
  });

  it("is asked about once for each rule that its messages meet", async () => {
    const { call, bulk, approvals, notify, counts } = await setUp({
      category: "transactional",
      channel: "sms",
    });
    await call("POST", "/v1/approval-rules", { name: "Others", notify, channel: "email" });
    const { batchId } = await bulk(3);
    expect(await approvals()).toHaveLength(1);
    expect(await counts(batchId)).toMatchObject({ pending_approval: 3 });
  });

  it("is sent once when fifty decide at once", async () => {
    const { bulk, approvals, call, click, platform, drainAll, emails, counts, slack } = await setUp();
    const { batchId } = await bulk(3);
    await drainAll();
    const id = (await approvals())[0]?.id ?? "";
    for (let count = 0; count < 25; count += 1) {
      await click(id, count % 2 === 0 ? "approval_approve" : "approval_deny", `U${count}`);
    }
    const answers = await Promise.all([
      platform.drain(),
      ...Array.from({ length: 25 }, () => call("POST", `/v1/approvals/${id}/approve`)),
    ]);
    const statuses = answers.flatMap((answer) => (typeof answer === "number" ? [] : [answer.status]));
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    await drainAll();
    const isApproved = (await approvals())[0]?.status === "approved";
    expect(await counts(batchId)).toMatchObject(isApproved ? { succeeded: 3 } : { blocked: 3 });
    expect(recipients(emails())).toHaveLength(isApproved ? 3 : 0);
    expect(slack("chat.update")).toHaveLength(1);
  });

  it.each(["deny", "expire"])("ends as a whole: %s", async (how) => {
    const { bulk, approvals, call, platform, key, drainAll, emails, jobs, counts } = await setUp();
    const { batchId } = await bulk(3);
    const id = (await approvals())[0]?.id ?? "";
    if (how === "deny") {
      expect((await call("POST", `/v1/approvals/${id}/deny`)).status).toBe(200);
    } else {
      vi.setSystemTime(Date.now() + DAY_MS);
      await platform.tick();
    }
    expect(await counts(batchId)).toMatchObject({ blocked: 3, pending_approval: 0 });
    await call("POST", "/v1/jobs/retry", { filter: { batchId, status: "blocked" } });
    await drainAll();
    expect(emails()).toEqual([]);
    const [job] = await jobs(batchId);
    expect(await platform.job(key, job?.id ?? "")).toMatchObject({ error: { code: "approval_missing" } });
  });

  it("ends its question with itself, and says so in Slack", async () => {
    const { bulk, approvals, call, drainAll, emails, slack } = await setUp();
    const { batchId } = await bulk(3);
    await drainAll();
    await call("POST", `/v1/batches/${batchId}/cancel`);
    const [approval] = await approvals();
    expect(approval).toMatchObject({ status: "canceled" });
    const late = await call<{ code: string }>("POST", `/v1/approvals/${approval?.id}/approve`);
    expect([late.status, late.body.code]).toEqual([409, "approval_decided"]);
    await drainAll();
    expect(emails()).toEqual([]);
    expect(slack("chat.update")[0]?.body.text).toMatch(/^Canceled by /);
  });

  it("goes out without those of its jobs that were canceled, and ends with the last", async () => {
    const { bulk, approvals, call, drainAll, emails, jobs, counts } = await setUp();
    const first = await bulk(3);
    const [one] = await jobs(first.batchId);
    await call("POST", `/v1/jobs/${one?.id}/cancel`);
    const [approval] = await approvals();
    expect(approval?.status).toBe("pending");
    expect((await call("POST", `/v1/approvals/${approval?.id}/approve`)).status).toBe(200);
    await drainAll();
    expect(recipients(emails())).toHaveLength(2);
    expect(await counts(first.batchId)).toMatchObject({ canceled: 1, succeeded: 2 });

    const second = await bulk(3);
    for (const { id } of await jobs(second.batchId)) {
      await call("POST", `/v1/jobs/${id}/cancel`);
    }
    expect((await approvals())[0]?.status).toBe("canceled");
  });

  it.each([
    ["the words of a job", "input", JSON.stringify({ subject: "Something else" }), 2],
    ["what a job was asked about", "approval", null, 0],
  ])("sends nothing that was changed since: %s", async (_, column, value, sends) => {
    const { bulk, approvals, call, platform, drainAll, emails, jobs, counts } = await setUp();
    const { batchId } = await bulk(3);
    const [approval] = await approvals();
    const [job] = await jobs(batchId);
    const forged = { id: approval?.id, hash: null, asked: "0".repeat(64) };
    await platform.setJob(job?.id ?? "", { [column]: value ?? JSON.stringify(forged) });
    await call("POST", `/v1/approvals/${approval?.id}/approve`);
    await drainAll();
    expect(recipients(emails())).toHaveLength(sends);
    expect(await counts(batchId)).toMatchObject({ blocked: 3 - sends });
  });

  it("of a thousand costs no more rows than a question and its jobs, and two writes a job to release", async () => {
    const { bulk, approvals, call, platform, counts } = await setUp();
    platform.database.rowsWritten = 0;
    const { batchId, accepted } = await bulk(1_000);
    expect(accepted).toBe(1_000);
    // three a job, the batch, the approval in two, and the job that asks in two
    expect(platform.database.rowsWritten).toBe(3_005);
    platform.database.rowsWritten = 0;
    await call("POST", `/v1/approvals/${(await approvals())[0]?.id}/approve`);
    expect(platform.database.rowsWritten).toBeLessThanOrEqual(2_010);
    expect(await counts(batchId)).toMatchObject({ queued: 1_000 });
  });
});

describe("a message by itself", () => {
  it("ends its question when it is canceled", async () => {
    const { send, call, approval } = await setUp({ channel: "email" });
    const job = await send();
    await call("POST", `/v1/jobs/${job.id}/cancel`);
    expect(await approval()).toMatchObject({ status: "canceled" });
  });
});

describe("a template sent to many", () => {
  it("is filled for each with what all share and what is their own; what misses a variable is refused alone", async () => {
    const { bulk, call, drainAll, emails } = await setUp(null);
    await call("POST", "/v1/templates", {
      name: "shipped",
      channel: "email",
      subject: "Order {{order}}",
      text: "{{name}}, {{shop}} sent {{order}}",
    });
    const { accepted, rejected } = await bulk(0, {
      subject: undefined,
      text: undefined,
      template: "shipped",
      data: { shop: "Tea & Co", name: "you" },
      recipients: [
        { to: "ann@example.com", data: { name: "Ann", order: 1 } },
        { to: "ben@example.com" },
        { to: "cem@example.com", data: { order: 3 } },
      ],
    });
    expect([accepted, rejected]).toEqual([
      2,
      [{ index: 1, code: "validation_failed", detail: expect.stringContaining("data.order") }],
    ]);
    await drainAll();
    const texts = emails().flatMap(({ body }) => body as unknown as { text: string }[] | { text: string });
    expect(texts.map(({ text }) => text).sort()).toEqual(["Ann, Tea & Co sent 1", "you, Tea & Co sent 3"]);
  });
});
