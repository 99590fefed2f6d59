import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type JobView, OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";

/** A Tuesday noon in UTC: 13:00 in Berlin, 04:00 in Los Angeles, 21:00 in Tokyo. */
const NOON = Date.parse("2027-01-12T12:00:00Z");
const HOUR_MS = 3_600_000;

const platform = new OutboxPlatform();

beforeEach(() => {
  vi.useFakeTimers({ now: NOON, toFake: ["Date"] });
  platform.jobs.length = 0;
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await platform.clearJobs();
});

const input = {
  from: "Acme <hello@mail.example.com>",
  to: "ann@example.com",
  cc: ["Ben <ben@example.com>"],
  bcc: ["cleo@example.com"],
  subject: "Your order",
  text: "It is on its way.",
};

/** An organization whose emails wait for their readers' mornings, and an order of three people. */
async function scene(quietHours: Record<string, unknown> | null = { start: "20:00", end: "09:00" }) {
  const emails: Request[] = [];
  stubFetch((request) => {
    if (request.method === "GET") {
      return Response.json({ data: [] });
    }
    emails.push(request);
    return Response.json({ id: "email_1" });
  });
  const { key } = await platform.connected("resend");
  await platform.locate(key);
  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  const categories = ["marketing", "transactional"];
  await call("PATCH", "/v1/organization", {
    timezone: "UTC",
    quietHours: quietHours === null ? null : { ...quietHours, channels: ["email"], categories },
  });
  return {
    call,
    emails,
    create: (more: Record<string, unknown> = {}) =>
      platform.createJob(key, "resend", {
        action: "email.send",
        input,
        category: "transactional",
        ...more,
      }),
    view: async (id: string) => (await call<JobView>("GET", `/v1/jobs/${id}`)).body,
    lives: (email: string, timezone: string) => call("POST", "/v1/contacts", { email, timezone }),
    suppress: (address: string, reason: string) =>
      call("POST", "/v1/suppressions", { channel: "email", address, reason }),
  };
}

describe("a job for several recipients", () => {
  it("waits from the first for a time that is in nobody's night, and then reaches all", async () => {
    const { create, view, lives, emails } = await scene();
    await lives("ben@example.com", "America/Los_Angeles");
    await lives("cleo@example.com", "Europe/Berlin");
    const id = await create();
    expect(await view(id)).toMatchObject({
      status: "scheduled",
      waitingFor: { gate: "quiet_hours", until: "2027-01-12T17:00:00.000Z" },
    });
    expect(await platform.drainJobs()).toBe(0);
    vi.setSystemTime(Date.parse("2027-01-12T17:00:00Z"));
    await platform.tick();
    await platform.drainJobs();
    expect((await view(id)).status).toBe("succeeded");
    expect(emails).toHaveLength(1);
  });

  it("whose days never meet is refused, and blocked where they parted since, not held for ever", async () => {
    const { call, create, view, lives, emails } = await scene();
    await lives("ben@example.com", "America/Los_Angeles");
    const id = await create();
    await lives("cleo@example.com", "Asia/Tokyo");
    vi.setSystemTime(Date.parse("2027-01-12T17:00:00Z"));
    await platform.tick();
    await platform.drainJobs();
    expect(await view(id)).toMatchObject({ status: "blocked", error: { code: "quiet_hours" } });
    const again = { provider: "resend", action: "email.send", input, category: "transactional" };
    expect(await call("POST", "/v1/jobs", again)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "body.input.to" }] },
    });
    expect(emails).toEqual([]);
  });

  it("is held by quiet hours of one of them that began after it was accepted", async () => {
    const { call, create, view, lives, emails } = await scene(null);
    await lives("cleo@example.com", "Asia/Tokyo");
    const id = await create();
    expect((await view(id)).status).toBe("queued");
    const quietHours = { start: "20:00", end: "09:00", channels: ["email"], categories: ["transactional"] };
    await call("PATCH", "/v1/organization", { quietHours });
    await platform.drainJobs();
    expect(await view(id)).toMatchObject({ attempts: 0, waitingFor: { gate: "quiet_hours" } });
    await call("PATCH", "/v1/organization", { quietHours: null });
    vi.setSystemTime(Date.parse("2027-01-13T09:00:00Z"));
    await platform.tick();
    await platform.drainJobs();
    expect((await view(id)).status).toBe("succeeded");
    expect(emails).toHaveLength(1);
  });

  it.each([
    ["to", "ann@example.com", "a•••@example.com"],
    ["cc", "ben@example.com", "b•••@example.com"],
    ["bcc", "cleo@example.com", "c•••@example.com"],
  ])("is sent to nobody once the one in %s was suppressed, and says whom to leave out", async (_, address, masked) => {
    const { create, view, suppress, emails } = await scene(null);
    const id = await create();
    await suppress(address, "stop");
    await platform.drainJobs();
    const { status, error } = await view(id);
    expect([status, error]).toEqual([
      "blocked",
      { code: "suppressed", message: expect.stringContaining(masked), retryable: false },
    ]);
    expect(JSON.stringify(error)).not.toContain(address);
    expect(emails).toEqual([]);
  });

  it("is refused for one who must not be reached before it is held for another who sleeps", async () => {
    const { create, view, lives, suppress, emails, call } = await scene();
    await lives("ann@example.com", "America/Los_Angeles");
    const id = await create();
    expect((await view(id)).waitingFor).toMatchObject({ gate: "quiet_hours" });
    await suppress("cleo@example.com", "bounce");
    vi.setSystemTime(Date.parse("2027-01-12T17:00:00Z"));
    await platform.tick();
    await platform.drainJobs();
    expect(await view(id)).toMatchObject({ status: "blocked", error: { code: "suppressed" } });
    const again = { provider: "resend", action: "email.send", input, category: "transactional" };
    const refused = await call<{ errors: unknown }>("POST", "/v1/jobs", again);
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ path: "body.input.to", message: expect.stringContaining("c•••@example.com") }],
    ]);
    expect(emails).toEqual([]);
  });

  it("waits until each has had fewer than the cap, and then counts for each", async () => {
    const { call, create, view, emails } = await scene(null);
    for (const address of ["ann@example.com", "ben@example.com", "cleo@example.com"]) {
      const said = { status: "granted", purpose: "marketing", basis: "consent", source: "form" };
      expect((await call("POST", "/v1/consents", { ...said, channel: "email", address })).status).toBe(201);
    }
    await call("PATCH", "/v1/organization", { frequencyCap: { max: 1, days: 1 } });
    const toOne = { ...input, cc: undefined, bcc: undefined };
    const offer = { category: "marketing" };
    await create({ ...offer, input: { ...toOne, to: "cleo@example.com" } });
    await platform.drainJobs();
    expect(emails).toHaveLength(1);
    // marketing to several is refused today: such a row is of before that
    const id = await create({ ...offer, input: toOne });
    await platform.setJob(id, { address: null, input: JSON.stringify(input) });
    await platform.drainJobs();
    expect(await view(id)).toMatchObject({ waitingFor: { gate: "frequency", reason: "frequency_cap" } });
    const alone = await create({ ...offer, input: { ...toOne, to: "ben@example.com" } });
    await platform.drainJobs();
    expect((await view(alone)).status, "nothing was counted for who waited").toBe("succeeded");
    vi.setSystemTime(Date.now() + 24 * HOUR_MS);
    await platform.tick();
    await platform.drainJobs();
    expect((await view(id)).status).toBe("succeeded");
    const late = await create({ ...offer, input: toOne });
    await platform.drainJobs();
    expect((await view(late)).waitingFor).toMatchObject({ gate: "frequency" });
  });
});

describe("a Slack job", () => {
  it("is held to the suppressions of whom it reaches, in whichever field that stands", async () => {
    stubFetch(() => Response.json({ ok: true, team_id: "T0EXAMPLE", user_id: "U0BOT" }));
    const { key } = await platform.connected("slack");
    const suppressed = { channel: "slack", address: "U0EXAMPLE" };
    await platform.call("POST", "/v1/suppressions", { token: key, body: suppressed });
    const said = { provider: "slack", action: "message.post", input: { channel: "U0EXAMPLE", text: "Hi" } };
    expect((await platform.call("POST", "/v1/jobs", { token: key, body: said })).body).toMatchObject({
      status: "blocked",
      error: { code: "suppressed" },
    });
    const shown = { channel: "C0EXAMPLE", user: "U0EXAMPLE", text: "Hi" };
    const ephemeral = { ...said, action: "message.post_ephemeral", input: shown };
    expect((await platform.call("POST", "/v1/jobs", { token: key, body: ephemeral })).status).toBe(422);
  });
});
