import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutboxPlatform } from "../support/outbox.ts";
import { stubFetch } from "../support/sending.ts";
import { bytes, hmac } from "../support/sign.ts";
import { createEndpoint } from "../support/webhooks.ts";

const SECRET = "a-long-random-text-of-your-own";
const HOUR_MS = 3_600_000;
/** 09:30 in Berlin. */
const START = Date.parse("2027-03-01T08:30:00Z");
const NOW = START - 48 * HOUR_MS;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  const platform = new OutboxPlatform();
  await platform.clearJobs();
  for (const table of ["reminders", "reminder_rules", "approvals", "deliveries", "destinations"]) {
    await platform.env.DB.prepare(`delete from ${table}`).run();
  }
});

interface ReminderView {
  readonly ruleId: string;
  readonly appointmentId: string;
  readonly status: string;
  readonly at: string;
  readonly jobId: string | null;
  readonly reason: string | null;
}

interface Booking {
  readonly uid?: string;
  readonly startsAt?: number;
  readonly trigger?: string;
  readonly replaces?: string;
  readonly email?: string | null;
}

/** An organization with Resend, to which Cal.com tells of bookings of an hour. */
async function setUp() {
  const platform = new OutboxPlatform();
  const emails: Record<string, unknown>[] = [];
  stubFetch(async (request) => {
    const text = await request.text();
    // that Resend is told of a suppression as well is no email
    if (request.url.endsWith("/emails")) {
      emails.push(JSON.parse(text));
    }
    return Response.json({ id: crypto.randomUUID(), data: [] });
  });
  const { key } = await platform.connected("resend");
  const call = <T>(method: string, path: string, body?: unknown) =>
    platform.call<T>(method, path, { token: key, ...(body === undefined ? {} : { body }) });
  await call("PATCH", "/v1/organization", { defaultFrom: { email: "Acme <hello@acme.example>" } });
  const endpoint = await createEndpoint(platform, key, { provider: "cal-com", secret: SECRET });
  const book = async ({
    uid = "b1",
    startsAt = START,
    trigger = "BOOKING_CREATED",
    ...more
  }: Booking = {}) => {
    vi.setSystemTime(Date.now() + 1_000);
    const attendee = { name: "Ann", timeZone: "Europe/Berlin", email: "ann@example.com" };
    const body = bytes(
      JSON.stringify({
        triggerEvent: trigger,
        createdAt: new Date().toISOString(),
        payload: {
          uid,
          title: "Coaching",
          startTime: new Date(startsAt).toISOString(),
          endTime: new Date(startsAt + HOUR_MS).toISOString(),
          attendees: [{ ...attendee, ...(more.email === undefined ? {} : { email: more.email }) }],
          ...(more.replaces === undefined ? {} : { rescheduleUid: more.replaces }),
        },
      }),
    );
    const digest = [...(await hmac("SHA-256", bytes(SECRET), body))];
    const signature = digest.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const headers = { "content-type": "application/json", "x-cal-signature-256": signature };
    const response = await platform.fetch(endpoint.path, { method: "POST", headers, body });
    expect(response.status).toBe(200);
    await platform.drain();
  };
  return {
    platform,
    key,
    call,
    book,
    emails,
    rule: async (body: Record<string, unknown> = { event: "appointment.starting", minutes: 1_440 }) =>
      (await call<{ id: string }>("POST", "/v1/reminder-rules", body)).body.id,
    reminders: async () => (await call<{ data: ReminderView[] }>("GET", "/v1/reminders")).body.data,
    /** The schedule runs at that time, and what it made is sent. */
    at: async (ms: number) => {
      vi.setSystemTime(ms);
      await platform.tick();
      await platform.drainJobs();
    },
  };
}

type Scene = Awaited<ReturnType<typeof setUp>>;

describe("a reminder", () => {
  it("is sent so long before the appointment, once, in the attendee's own time", async () => {
    const { rule, book, reminders, at, emails } = await setUp();
    await rule();
    await book();
    expect(await reminders()).toMatchObject([
      { appointmentId: "b1", status: "pending", at: new Date(START - 24 * HOUR_MS).toISOString() },
    ]);
    await at(START - 25 * HOUR_MS);
    expect(emails).toEqual([]);
    await at(START - 24 * HOUR_MS);
    expect(emails).toMatchObject([
      { to: "ann@example.com", subject: "Coaching begins in 24 h", from: "Acme <hello@acme.example>" },
    ]);
    expect(emails[0]?.text).toMatch(/Hello Ann,\n\n.*Monday,? 1 March 2027.*09:30/s);
    const [turn] = await reminders();
    expect(turn).toMatchObject({ status: "fired", reason: null });
    await at(START - 23 * HOUR_MS);
    await book();
    await at(START - 22 * HOUR_MS);
    expect(emails).toHaveLength(1);
  });

  it("moves with its appointment, also when it was sent already", async () => {
    const { rule, book, reminders, at, emails } = await setUp();
    await rule();
    await book();
    await book({ startsAt: START + 24 * HOUR_MS });
    await at(START - 24 * HOUR_MS);
    expect(emails).toEqual([]);
    await at(START);
    expect(emails).toHaveLength(1);
    await book({ startsAt: START + 72 * HOUR_MS });
    expect(await reminders()).toMatchObject([{ status: "pending" }]);
    await at(START + 48 * HOUR_MS);
    expect(emails).toHaveLength(2);
  });

  it("goes over to the appointment that replaces its own", async () => {
    const { rule, book, reminders, at, emails } = await setUp();
    await rule();
    await book();
    const trigger = "BOOKING_RESCHEDULED";
    await book({ uid: "b2", trigger, replaces: "b1", startsAt: START + 24 * HOUR_MS });
    expect((await reminders()).map(({ appointmentId, status }) => [appointmentId, status])).toEqual([
      ["b1", "canceled"],
      ["b2", "pending"],
    ]);
    await at(START - 24 * HOUR_MS);
    await at(START);
    expect(emails).toHaveLength(1);
  });

  it("vanishes when the appointment is canceled, and is back when it is booked again", async () => {
    const { rule, book, reminders, at, emails } = await setUp();
    await rule();
    await book();
    await book({ trigger: "BOOKING_CANCELLED" });
    expect(await reminders()).toMatchObject([{ status: "canceled" }]);
    await at(START - 24 * HOUR_MS);
    expect(emails).toEqual([]);
    vi.setSystemTime(NOW + HOUR_MS);
    await book();
    await at(START - 24 * HOUR_MS);
    expect(emails).toHaveLength(1);
  });

  it("reaches nobody who is canceled on in the very minute", async () => {
    const { rule, book, reminders, platform, emails } = await setUp();
    await rule();
    await book();
    vi.setSystemTime(START - 24 * HOUR_MS);
    platform.database.beforeBatch = async () => {
      await platform.env.DB.prepare("update reminders set due_at = null, status = 'canceled'").run();
    };
    await platform.tick();
    platform.database.beforeBatch = null;
    expect(platform.database.statements.some((sql) => sql.includes("insert into jobs"))).toBe(true);
    await platform.drainJobs();
    expect(emails).toEqual([]);
    expect(await reminders()).toMatchObject([{ status: "canceled", jobId: null }]);
  });

  it("asks nobody's approval and tells nobody of what was canceled on in the very minute", async () => {
    const { rule, book, call, platform } = await setUp();
    await call("POST", "/v1/approval-rules", { name: "All email", channel: "email" });
    const url = "https://app.example.com/hooks";
    await call("POST", "/v1/destinations", { url, events: ["causeway.*"] });
    await rule();
    await book();
    vi.setSystemTime(START - 24 * HOUR_MS);
    platform.database.beforeBatch = async () => {
      await platform.env.DB.prepare("update reminders set due_at = null, status = 'canceled'").run();
    };
    await platform.tick();
    platform.database.beforeBatch = null;
    expect(platform.database.statements.some((sql) => sql.includes("insert into approvals"))).toBe(true);
    expect((await call<{ data: unknown[] }>("GET", "/v1/approvals")).body.data).toEqual([]);
    const events = await call<{ data: unknown[] }>("GET", "/v1/events?provider=causeway");
    expect(events.body.data).toEqual([]);
  });

  it("is not sent for what had begun by the time the schedule ran again", async () => {
    const { rule, book, reminders, at, emails } = await setUp();
    await rule();
    await book();
    await at(START + 1);
    expect(emails).toEqual([]);
    expect(await reminders()).toMatchObject([{ status: "skipped", reason: "too_late" }]);
  });

  it("does not come for a booking that is made when its time was over", async () => {
    const { rule, book, reminders } = await setUp();
    await rule();
    vi.setSystemTime(START - HOUR_MS);
    await book();
    expect(await reminders()).toEqual([]);
  });

  it("follows its rule when that is changed, and comes to nobody twice for it", async () => {
    const { rule, book, reminders, at, emails, call } = await setUp();
    const id = await rule();
    await book();
    await book({ uid: "b2", startsAt: START + 24 * HOUR_MS });
    await at(START - 23 * HOUR_MS);
    expect(emails).toHaveLength(1);
    const changed = await call("PATCH", `/v1/reminder-rules/${id}`, { minutes: 120 });
    expect([changed.status, changed.body]).toEqual([200, expect.objectContaining({ minutes: 120 })]);
    const due = new Date(START + 22 * HOUR_MS).toISOString();
    expect(await reminders()).toMatchObject([
      { appointmentId: "b1", status: "fired" },
      { appointmentId: "b2", status: "pending", at: due },
    ]);
    // told of again, not moved: its turn was had
    await book();
    await at(START - HOUR_MS);
    expect(emails).toHaveLength(1);
    await at(START + 23 * HOUR_MS);
    expect(emails).toHaveLength(2);
    const nothing = await call("PATCH", `/v1/reminder-rules/${id}`, { template: "nothing" });
    expect(nothing.status).toBe(422);
  });

  it.each([
    ["its words", { template: "booking-reminder" }, START - 24 * HOUR_MS],
    ["a time that is over too", { minutes: 1_500 }, START - 24 * HOUR_MS],
    ["a later time", { minutes: 60 }, START - HOUR_MS],
  ])("that is due is not lost when its rule is changed to %s before the schedule ran", async (_, change, due) => {
    const { rule, book, at, emails, call } = await setUp();
    const id = await rule();
    await book();
    vi.setSystemTime(START - 24 * HOUR_MS);
    expect((await call("PATCH", `/v1/reminder-rules/${id}`, change)).status).toBe(200);
    await at(due);
    expect(emails).toHaveLength(1);
    await at(due + 60_000);
    expect(emails).toHaveLength(1);
  });

  it("waits for a connection while it is in time, told of once, and says why it did not come", async () => {
    const { rule, book, reminders, at, emails, call } = await setUp();
    const destination = { url: "https://app.example.com/hooks", events: ["causeway.appointment.*"] };
    await call("POST", "/v1/destinations", destination);
    await rule();
    await book();
    await book({ uid: "b2", email: "ben@example.com" });
    const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/connections");
    const enable = (enabled: boolean) => call("PATCH", `/v1/connections/${body.data[0]?.id}`, { enabled });
    await enable(false);
    await at(START - 24 * HOUR_MS);
    const waiting = { status: "pending", reason: "connection_missing", jobId: null };
    expect(await reminders()).toMatchObject([waiting, waiting]);
    await enable(true);
    await book({ uid: "b2", email: "ben@example.com", trigger: "BOOKING_CANCELLED" });
    await at(START - 23 * HOUR_MS);
    expect(emails).toMatchObject([{ to: "ann@example.com", subject: "Coaching begins in 23 h" }]);
    const [fired, gone] = await reminders();
    expect([fired, gone]).toMatchObject([{ status: "fired", reason: null }, { status: "canceled" }]);
    expect(fired?.at).toBe(new Date(START - 24 * HOUR_MS).toISOString());
    const told = await call<{ data: { subject: string }[] }>("GET", "/v1/events?provider=causeway");
    expect(told.body.data.map(({ subject }) => subject).sort()).toEqual(["b1", "b2"]);
  });

  it("that its connection never came for is skipped with that reason", async () => {
    const { rule, book, reminders, at, emails, call } = await setUp();
    await rule();
    await book();
    const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/connections");
    await call("PATCH", `/v1/connections/${body.data[0]?.id}`, { enabled: false });
    await at(START - 24 * HOUR_MS);
    await at(START);
    expect(await reminders()).toMatchObject([{ status: "skipped", reason: "connection_missing" }]);
    expect(emails).toEqual([]);
  });

  it("comes for what was booked before the rule was made, and goes with the rule", async () => {
    const { rule, book, reminders, call, at, emails } = await setUp();
    await book();
    await book({ uid: "old", startsAt: NOW - HOUR_MS });
    const id = await rule();
    expect(await reminders()).toMatchObject([{ appointmentId: "b1", status: "pending" }]);
    expect((await call("DELETE", `/v1/reminder-rules/${id}`)).status).toBe(204);
    expect(await reminders()).toEqual([]);
    await at(START - 24 * HOUR_MS);
    expect(emails).toEqual([]);
  });

  it.each([
    ["nobody's address is known", { email: null }, {}, "address_missing"],
    ["the template asks for more", {}, { template: "invoice" }, /^template_incomplete: .*data.invoiceNumber/],
  ])("says why it was not sent when %s", async (_, booking, more, reason) => {
    const { rule, book, reminders, at, emails } = await setUp();
    await rule({ event: "appointment.starting", minutes: 1_440, ...more });
    await book(booking);
    await at(START - 24 * HOUR_MS);
    expect(emails).toEqual([]);
    const [turn] = await reminders();
    expect(turn).toMatchObject({ status: "skipped", jobId: null });
    expect(turn?.reason).toMatch(reason);
  });

  it("is held by an address's suppression as every message is", async () => {
    const { rule, book, reminders, call, at, emails, platform, key } = await setUp();
    await rule();
    await call("POST", "/v1/suppressions", { channel: "email", address: "ann@example.com" });
    await book();
    await at(START - 24 * HOUR_MS);
    const [turn] = await reminders();
    expect((await platform.job(key, turn?.jobId ?? "")).status).toBe("blocked");
    expect(emails).toEqual([]);
  });

  it("waits for an approval where a rule wants one", async () => {
    const { rule, book, call, at, emails } = await setUp();
    await call("POST", "/v1/approval-rules", { name: "All email", channel: "email" });
    await rule();
    await book();
    await at(START - 24 * HOUR_MS);
    expect(emails).toEqual([]);
    const { body } = await call<{ data: { preview: string }[] }>("GET", "/v1/approvals?status=pending");
    expect(body.data[0]?.preview).toContain("Coaching begins in 24 h");
  });

  it.each([
    ["stays as it was", async () => undefined, ["succeeded", undefined]],
    [
      "is canceled",
      async ({ book }: Scene) => await book({ trigger: "BOOKING_CANCELLED" }),
      ["blocked", "appointment_changed"],
    ],
    [
      "moves",
      async ({ book }: Scene) => await book({ startsAt: START + HOUR_MS }),
      ["blocked", "appointment_changed"],
    ],
    ["begins", async ({ at }: Scene) => await at(START), ["blocked", "appointment_changed"]],
  ])("that waits when its appointment %s says nothing that is not so", async (_, happens, outcome) => {
    const scene = await setUp();
    const { rule, book, call, at, emails, reminders, platform } = scene;
    const approval = { name: "All email", channel: "email", expiresInSeconds: 7 * 86_400 };
    await call("POST", "/v1/approval-rules", approval);
    await rule();
    await book();
    await at(START - 24 * HOUR_MS);
    const [fired] = await reminders();
    await happens(scene);
    const { body } = await call<{ data: { id: string }[] }>("GET", "/v1/approvals?status=pending");
    expect((await call("POST", `/v1/approvals/${body.data[0]?.id}/approve`, {})).status).toBe(200);
    await platform.drainJobs();
    const job = await call<{ status: string; error: { code: string } | null }>(
      "GET",
      `/v1/jobs/${fired?.jobId}`,
    );
    expect([job.body.status, job.body.error?.code]).toEqual(outcome);
    expect(emails).toHaveLength(outcome[0] === "succeeded" ? 1 : 0);
  });
});

describe("a follow-up", () => {
  it("comes after the end, and not after a cancellation", async () => {
    const { rule, book, at, emails } = await setUp();
    await rule({ event: "appointment.ended", minutes: 30 });
    await book();
    await book({ uid: "b2" });
    await book({ uid: "b2", trigger: "BOOKING_CANCELLED" });
    await at(START + HOUR_MS);
    expect(emails).toEqual([]);
    await at(START + 1.5 * HOUR_MS);
    expect(emails).toMatchObject([{ subject: "After Coaching" }]);
  });
});

describe("time itself", () => {
  it("is told to destinations, with or without a message", async () => {
    const { rule, book, call, at, emails } = await setUp();
    await call("POST", "/v1/destinations", {
      url: "https://app.example.com/hooks",
      events: ["causeway.appointment.*"],
    });
    await rule({ event: "appointment.starting", minutes: 60, template: null });
    await rule({ event: "appointment.ended", minutes: 0, template: null });
    await book();
    await at(START - HOUR_MS);
    await at(START + HOUR_MS);
    const { body } = await call<{ data: { type: string; subject: string; data: unknown }[] }>(
      "GET",
      "/v1/events?provider=causeway",
    );
    expect(body.data).toMatchObject([
      { type: "causeway.appointment.ended", subject: "b1" },
      {
        type: "causeway.appointment.starting",
        subject: "b1",
        data: { provider: "cal-com", title: "Coaching", minutes: 60, timeZone: "Europe/Berlin" },
      },
    ]);
    expect(emails).toEqual([]);
  });
});
