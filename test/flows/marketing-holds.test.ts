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
  const scene = async (quietHours: { start: string; end: string }, timezone = "UTC") => {
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
    const { accept, call, contactId, platform } = await scene({ start: "20:00", end: "09:00" }, "UTC");
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

  it("never hold what is transactional", async () => {
    const { accept } = await scene({ start: "00:00", end: "23:59" });
    expect((await accept({ ...email, category: "transactional" })).status).toBe("queued");
  });

  it("count wherever a number's country lets its owner be; the organization's zone counts where nothing is known", async () => {
    const { accept } = await scene({ start: "20:00", end: "09:00" });
    const sms = { channel: "sms", to: PHONE, text: "Hello", category: "marketing" };
    // nine in the morning in Honolulu, the last place of the country to wake
    expect((await accept(sms)).waitingFor).toMatchObject({ until: "2027-01-12T19:00:00.000Z" });
    expect((await accept({ ...email, category: "marketing" })).status).toBe("queued");
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
