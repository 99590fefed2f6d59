import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearMarketing, EMAIL, PHONE, setUpMarketing as setUp } from "../support/marketing.ts";
import type { JobView } from "../support/outbox.ts";

/** A Tuesday noon in UTC: 13:00 in Berlin, 04:00 in San Francisco, 02:00 in Honolulu. */
const NOON = Date.parse("2027-01-12T12:00:00Z");
const HOUR_MS = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOON, toFake: ["Date"] });
});

afterEach(clearMarketing);

const email = { channel: "email", to: EMAIL, from: "a@acme.example", subject: "News", text: "Hello" };

describe("quiet hours", () => {
  const scene = async (hours: { start: string; end: string }, more: Record<string, unknown> = {}) => {
    const [timezone, quietHours] = ["UTC", { ...hours, channels: ["email", "sms"], ...more }];
    const set = await setUp();
    await set.call("PATCH", "/v1/organization", { timezone, quietHours });
    const accept = async (message: Record<string, unknown>) => {
      const { body } = await set.call<{ id: string; status: string }>("POST", "/v1/messages", message);
      const job = await set.call<JobView>("GET", `/v1/jobs/${body.id}`);
      return { ...job.body, accepted: body.status };
    };
    return { ...set, accept };
  };

  it("hold marketing until the recipient's morning, by their own zone, and then send it", async () => {
    const { accept, call, contactId, platform } = await scene({ start: "20:00", end: "09:00" });
    await call("PATCH", `/v1/contacts/${contactId}`, { timezone: "America/Los_Angeles" });
    const job = await accept({ ...email, category: "marketing" });
    expect(job).toMatchObject({
      accepted: "scheduled",
      status: "scheduled",
      waitingFor: { gate: "quiet_hours", reason: "quiet_hours", until: "2027-01-12T17:00:00.000Z" },
    });
    expect(await platform.drainJobs()).toBe(0);
    vi.setSystemTime(Date.parse("2027-01-12T17:00:00Z"));
    await platform.tick();
    await platform.drainJobs();
    expect((await call("GET", `/v1/jobs/${job.id}`)).body).toMatchObject({ status: "succeeded" });
  });

  it("that begin after the message was accepted hold it all the same", async () => {
    const { accept, call, platform } = await scene({ start: "12:00", end: "14:00" });
    vi.setSystemTime(NOON - 30_000);
    const job = await accept({ ...email, category: "marketing" });
    expect(job.status).toBe("queued");
    vi.setSystemTime(NOON);
    await platform.drainJobs();
    expect((await call("GET", `/v1/jobs/${job.id}`)).body).toMatchObject({
      status: "scheduled",
      waitingFor: { gate: "quiet_hours", until: "2027-01-12T14:00:00.000Z" },
    });
  });

  it("hold marketing alone, and no email, unless the organization says otherwise; never what is essential", async () => {
    const sms = { channel: "sms", to: PHONE, text: "Hello" };
    const hours = { start: "00:00", end: "23:59" };
    const statuses = async (more: Record<string, unknown>) => {
      const { accept } = await scene(hours, more);
      const messages = [
        { ...email, category: "marketing" },
        { ...sms, category: "marketing" },
        { ...sms, category: "transactional" },
        { ...sms, category: "transactional", essential: true },
        { ...sms, category: "marketing", essential: true },
      ];
      const found: string[] = [];
      for (const message of messages) {
        found.push((await accept(message)).status);
      }
      return found;
    };
    expect(await statuses({ channels: undefined })).toEqual([
      "queued",
      "scheduled",
      "queued",
      "queued",
      "scheduled",
    ]);
    expect(await statuses({ categories: ["marketing", "transactional"] })).toEqual([
      "scheduled",
      "scheduled",
      "scheduled",
      "queued",
      "scheduled",
    ]);
  });

  it("count wherever a number's country lets its owner be; the organization's zone counts where nothing is known", async () => {
    const { accept } = await scene({ start: "20:00", end: "09:00" });
    const sms = { channel: "sms", to: PHONE, text: "Hello", category: "marketing" };
    // nine in the morning in Honolulu, the last place of the country to wake
    expect((await accept(sms)).waitingFor).toMatchObject({ until: "2027-01-12T19:00:00.000Z" });
    expect((await accept({ ...email, category: "marketing" })).status).toBe("queued");
  });
});

describe("without a rule of the organization's", () => {
  it("marketing by SMS to who agreed under US law waits for nine o'clock where they may be; nothing else waits", async () => {
    const { call, contactId } = await setUp();
    const waits = async (message: Record<string, unknown>) =>
      (
        await call<JobView>(
          "GET",
          `/v1/jobs/${(await call<{ id: string }>("POST", "/v1/messages", message)).body.id}`,
        )
      ).body.waitingFor;
    const unheld = { gate: "queue" };
    const sms = { channel: "sms", to: PHONE, text: "Hello", category: "marketing" };
    expect(await waits(sms), "under no law that was said").toMatchObject(unheld);
    const said = { status: "granted", purpose: "marketing", basis: "consent", source: "form" };
    const written = { ...said, kind: "express_written", jurisdiction: "US" };
    vi.setSystemTime(NOON + 1_000);
    for (const channel of ["sms", "email"]) {
      expect((await call("PUT", `/v1/contacts/${contactId}/consents/${channel}`, written)).status).toBe(200);
    }
    const morning = { gate: "quiet_hours", until: "2027-01-12T19:00:00.000Z" };
    expect(await waits(sms)).toMatchObject(morning);
    expect(await waits({ ...email, category: "marketing" })).toMatchObject(unheld);
    expect(await waits({ ...sms, category: "transactional" })).toMatchObject(unheld);
    await call("PATCH", "/v1/organization", { quietHours: { start: "23:00", end: "01:00" } });
    expect(await waits(sms), "a rule of its own").toMatchObject(unheld);
  });
});

describe("a frequency cap", () => {
  it("lets a person have so many over all channels, holds the rest until there is room, and counts nothing transactional", async () => {
    const { call, marketing, receipt, platform } = await setUp();
    await call("PATCH", "/v1/organization", { frequencyCap: { max: 2, days: 1 } });
    expect((await receipt()).status).toBe("succeeded");
    expect((await marketing("email")).status).toBe("succeeded");
    expect((await marketing("sms")).status).toBe("succeeded");
    const third = await marketing("email");
    expect([third.status, third.requests]).toEqual(["queued", []]);
    expect(third.waitingFor).toMatchObject({ gate: "frequency", reason: "frequency_cap" });
    expect((await receipt()).status).toBe("succeeded");
    vi.setSystemTime(Date.now() + 24 * HOUR_MS);
    await platform.tick();
    await platform.drainJobs();
    expect((await call("GET", `/v1/jobs/${third.id}`)).body).toMatchObject({ status: "succeeded" });
  });

  it("counts on when an address becomes a contact's, and when two contacts become one", async () => {
    const { call, marketing, contactId } = await setUp();
    await call("PATCH", "/v1/organization", { frequencyCap: { max: 1, days: 1 } });
    const to = "new@example.com";
    const said = { status: "granted", purpose: "marketing", basis: "consent", source: "form" };
    await call("POST", "/v1/consents", { ...said, channel: "email", address: to });
    expect((await marketing("email", { to })).status).toBe("succeeded");
    const { body: other } = await call<{ id: string }>("POST", "/v1/contacts", { email: to });
    expect((await marketing("email", { to })).waitingFor).toMatchObject({ gate: "frequency" });
    await call("PATCH", "/v1/organization", { frequencyCap: { max: 2, days: 1 } });
    expect((await marketing("sms")).status).toBe("succeeded");
    expect((await marketing("email")).status).toBe("succeeded");
    expect((await call("POST", `/v1/contacts/${other.id}/merge`, { contactId })).status).toBe(200);
    expect((await marketing("email", { to })).waitingFor).toMatchObject({ gate: "frequency" });
  });

  it("lets no more pass when many are due at once", async () => {
    const { call, platform } = await setUp();
    await call("PATCH", "/v1/organization", { frequencyCap: { max: 2, days: 7 } });
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const message = { ...email, category: "marketing" };
      ids.push((await call<{ id: string }>("POST", "/v1/messages", message)).body.id);
    }
    for (let round = 0; round < 5; round += 1) {
      await platform.drainJobs();
    }
    const jobs = await Promise.all(ids.map(async (id) => (await call("GET", `/v1/jobs/${id}`)).body));
    expect(jobs.map(({ status }) => status).sort()).toEqual([
      "queued",
      "queued",
      "queued",
      "succeeded",
      "succeeded",
    ]);
  });
});
