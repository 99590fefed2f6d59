import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

const platform = new OutboxPlatform({ RESEND_API_KEY: `re_${crypto.randomUUID().replaceAll("-", "")}` });

interface Bulk {
  readonly batchId: string;
  readonly accepted: number;
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly detail: string }[];
}

interface Batch {
  readonly accepted: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly done: boolean;
  readonly canceledAt: string | null;
}

const shared = {
  channel: "email",
  from: "Acme <hello@acme.example>",
  subject: "Maintenance",
  text: "Tonight.",
  category: "transactional",
};

let organization: { id: string; key: string };

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  organization = await platform.organization();
  platform.jobs.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

afterAll(async () => await platform.clearJobs());

function bulk(body: unknown, idempotencyKey?: string) {
  return platform.call<Bulk & { code: string }>("POST", "/v1/messages/bulk", {
    token: organization.key,
    body,
    ...(idempotencyKey === undefined ? {} : { headers: { "idempotency-key": idempotencyKey } }),
  });
}

async function batch(id: string): Promise<Batch> {
  return (await platform.call<Batch>("GET", `/v1/batches/${id}`, { token: organization.key })).body;
}

function people(count: number): { to: string }[] {
  return Array.from({ length: count }, (_, index) => ({ to: `person-${index}@example.com` }));
}

describe("a bulk call", () => {
  it("stores what is good, and says of every other item by its place what is wrong with it", async () => {
    await platform.call("POST", "/v1/suppressions", {
      token: organization.key,
      body: { channel: "email", address: "gone@example.com", reason: "bounce" },
    });
    const messages = [
      { ...shared, to: "ann@example.com" },
      { ...shared, to: "no address" },
      { ...shared, to: "GONE@example.com" },
      { ...shared, to: "ben@example.com", subject: undefined },
      { ...shared, to: "eve@example.com", category: "marketing" },
      { ...shared, to: "eve@example.com", colour: "red" },
      "nothing",
      { ...shared, to: "cem@example.com" },
    ];
    const { status, body } = await bulk({ messages });
    expect([status, body.accepted]).toEqual([202, 2]);
    expect(body.rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, "validation_failed"],
      [2, "suppressed"],
      [3, "validation_failed"],
      [4, "consent_missing"],
      [5, "validation_failed"],
      [6, "validation_failed"],
    ]);
    expect(body.rejected.map(({ detail }) => detail)).toEqual([
      expect.stringContaining("to must be"),
      expect.stringContaining("suppressed"),
      expect.stringContaining("subject is needed"),
      expect.stringContaining("consent"),
      expect.stringContaining("colour is not a field here"),
      expect.any(String),
    ]);
    expect(platform.jobs).toHaveLength(2);
    expect(await platform.countJobs(organization.id)).toBe(2);
    expect(await batch(body.batchId)).toMatchObject({ accepted: 2, rejected: body.rejected, done: false });
  });

  it("says which accounts would carry it where none is connected", async () => {
    const { body } = await bulk({
      channel: "sms",
      text: "Tonight.",
      category: "transactional",
      recipients: [{ to: "+14155550100" }],
    });
    expect(body).toMatchObject({ accepted: 0, rejected: [{ code: expect.any(String) }] });
    expect(body.rejected[0]?.detail).toContain("Create a connection of a provider that carries sms: Twilio.");
  });

  it("sends one message to many, counted by status until it is done", async () => {
    const sends = stubFetch(() => Response.json({ id: crypto.randomUUID() }));
    const { body } = await bulk({ ...shared, recipients: people(3) });
    expect(body).toMatchObject({ accepted: 3, rejected: [] });
    expect(await batch(body.batchId)).toMatchObject({ counts: { queued: 3, succeeded: 0 }, done: false });
    for (let round = 0; round < 5 && platform.jobs.length > 0; round += 1) {
      await platform.drainJobs();
    }
    expect(sends.length).toBeGreaterThan(0);
    expect(await batch(body.batchId)).toMatchObject({ counts: { queued: 0, succeeded: 3 }, done: true });
  });

  it("takes a thousand items at a cost of three rows a job and one for the batch, and no more items", async () => {
    platform.database.rowsWritten = 0;
    const { status, body } = await bulk({ ...shared, recipients: people(1_000) });
    expect([status, body.accepted]).toEqual([202, 1_000]);
    expect(platform.database.rowsWritten).toBe(3_001);
    expect(platform.jobs).toHaveLength(1_000);
    expect((await bulk({ ...shared, recipients: people(1_001) })).status).toBe(422);
    expect((await bulk({ ...shared, recipients: [] })).status).toBe(422);
    expect((await bulk({ ...shared, category: "odd", recipients: people(1) })).status).toBe(422);
    expect(await platform.countJobs(organization.id)).toBe(1_000);
  });

  it("stores large messages in statements that the database takes", async () => {
    const text = 'a "quoted" word '.repeat(1_500);
    const { body } = await bulk({ messages: people(100).map((to) => ({ ...shared, ...to, text })) });
    expect(body).toMatchObject({ accepted: 100, rejected: [] });
    expect(await batch(body.batchId)).toMatchObject({ counts: { queued: 100 } });
  });

  it("whose messages are more than a Worker can hold is refused as a whole, with how many are too many", async () => {
    const before = platform.jobs.length;
    const refused = await bulk({ ...shared, html: "long ".repeat(100_000), recipients: people(40) });
    expect([refused.status, refused.body.code]).toEqual([413, "body_too_large"]);
    expect(platform.jobs.length).toBe(before);
    const some = await bulk({ ...shared, html: "long ".repeat(100_000), recipients: people(20) });
    expect([some.status, some.body.accepted]).toEqual([202, 20]);
  });

  it("is made once however often it is sent with its key", async () => {
    const key = crypto.randomUUID();
    const first = await bulk({ ...shared, recipients: people(2) }, key);
    const second = await bulk({ ...shared, recipients: people(2) }, key);
    expect(second.body).toEqual(first.body);
    expect(await platform.countJobs(organization.id)).toBe(2);
  });

  it("is cancelled where it is not sent, and only there", async () => {
    const { body } = await bulk({ ...shared, recipients: people(3) });
    const { body: other } = await bulk({ ...shared, recipients: people(1) });
    const list = await platform.call<{ data: { id: string; batchId: string }[] }>(
      "GET",
      `/v1/jobs?batchId=${body.batchId}&limit=2`,
      { token: organization.key },
    );
    expect(list.body.data.map(({ batchId }) => batchId)).toEqual([body.batchId, body.batchId]);
    await platform.setJob(list.body.data[0]?.id ?? "", { status: "sending" });
    const canceled = await platform.call<Batch>("POST", `/v1/batches/${body.batchId}/cancel`, {
      token: organization.key,
    });
    expect(canceled).toMatchObject({
      status: 200,
      body: { counts: { canceled: 2, sending: 1 }, done: false, canceledAt: expect.any(String) },
    });
    expect(await batch(other.batchId)).toMatchObject({ counts: { queued: 1 }, canceledAt: null });
  });

  it("has what failed of it sent again, and nothing of another call", async () => {
    const { body } = await bulk({ ...shared, recipients: people(2) });
    const { body: other } = await bulk({ ...shared, recipients: people(1) });
    await platform.env.DB.prepare("update jobs set status = 'failed' where batch_id in (?, ?)")
      .bind(body.batchId, other.batchId)
      .run();
    const retried = await platform.call("POST", "/v1/jobs/retry", {
      token: organization.key,
      body: { filter: { batchId: body.batchId } },
    });
    expect(retried).toMatchObject({ status: 202, body: { count: 2 } });
    expect(await batch(other.batchId)).toMatchObject({ counts: { failed: 1 }, done: true });
  });

  it("cannot be seen, cancelled or listed by another organization", async () => {
    const { body } = await bulk({ ...shared, recipients: people(1) });
    const { key } = await platform.organization();
    const call = (method: string, path: string) => platform.call(method, path, { token: key });
    expect((await call("GET", `/v1/batches/${body.batchId}`)).status).toBe(404);
    expect((await call("POST", `/v1/batches/${body.batchId}/cancel`)).status).toBe(404);
    expect((await call("GET", `/v1/jobs?batchId=${body.batchId}`)).body).toMatchObject({ data: [] });
    expect(await batch(body.batchId)).toMatchObject({ counts: { queued: 1 } });
  });
});
