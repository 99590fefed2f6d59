import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearCalendars, createCalendar, GRAPH_CLIENT_STATE } from "../support/calendars.ts";

const NOW = Date.UTC(2027, 0, 4, 9);
const HOUR_MS = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});

afterEach(clearCalendars);

const GONE = () => Response.json({ error: { code: "ErrorItemNotFound", message: "No" } }, { status: 404 });

/** A mailbox at Graph with a subscription to its events. */
async function setUp(options = {}) {
  const mailbox = new Map<string, Record<string, unknown>>();
  const instead: (() => Response)[] = [];
  const at = await createCalendar(
    {
      provider: "microsoft-graph",
      answer: ({ url }) => {
        const event = mailbox.get(decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? ""));
        return instead.shift()?.() ?? (event === undefined ? GONE() : Response.json(event));
      },
    },
    options,
  );
  const put = (id: string, startsAt: number, more: Record<string, unknown> = {}) => {
    const timeAt = (ms: number) => ({ dateTime: new Date(ms).toISOString().slice(0, 23), timeZone: "UTC" });
    mailbox.set(id, {
      id,
      subject: "Coaching",
      start: timeAt(startsAt),
      end: timeAt(startsAt + HOUR_MS),
      isCancelled: false,
      isOrganizer: true,
      organizer: { emailAddress: { address: "jane@example.com" } },
      attendees: [{ type: "required", emailAddress: { name: "Ann", address: "ann@example.com" } }],
      lastModifiedDateTime: new Date().toISOString(),
      ...more,
    });
  };
  const tell = async (changeType: string, id: string, more: Record<string, unknown> = {}) => {
    const item = {
      subscriptionId: "7f105c7d-2dc5-4530-97cd-4e7ae6534c07",
      subscriptionExpirationDateTime: "2027-01-18T12:30:00Z",
      clientState: GRAPH_CLIENT_STATE,
      changeType,
      resource: `Users/u1/Events/${id}`,
      resourceData: { "@odata.etag": `W/"${crypto.randomUUID()}"`, id },
      ...more,
    };
    await at.notify({
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ value: [item] }),
    });
  };
  return { ...at, mailbox, instead, put, tell };
}

describe("what changed in a calendar at Microsoft", () => {
  it("is an appointment that is booked, moved and canceled, and its reminder goes with it", async () => {
    const { put, tell, sync, appointments, remindBefore, reminders, asked } = await setUp();
    await remindBefore(60);
    put("AAMk1=", NOW + 48 * HOUR_MS);
    await tell("created", "AAMk1=");
    await sync();
    expect(await appointments()).toMatchObject([
      {
        externalId: "AAMk1=",
        status: "booked",
        title: "Coaching",
        startsAt: "2027-01-06T09:00:00.000Z",
        endsAt: "2027-01-06T10:00:00.000Z",
        attendeeName: "Ann",
        attendeeEmail: "ann@example.com",
      },
    ]);
    expect(asked()[0]?.pathname).toBe("/v1.0/users/u1/events/AAMk1%3D");

    put("AAMk1=", NOW + 72 * HOUR_MS);
    await tell("updated", "AAMk1=");
    await sync();
    expect(await appointments()).toMatchObject([{ status: "booked", startsAt: "2027-01-07T09:00:00.000Z" }]);
    expect(await reminders()).toEqual([["pending", "2027-01-07T08:00:00.000Z"]]);

    put("AAMk1=", NOW + 72 * HOUR_MS, { isCancelled: true });
    await tell("updated", "AAMk1=");
    await sync();
    expect(await appointments()).toMatchObject([{ status: "canceled", title: "Coaching" }]);
    expect(await reminders()).toMatchObject([["canceled", expect.anything()]]);
  });

  it("is canceled at once, without a question, when it was deleted, and keeps what is known of it", async () => {
    const { put, tell, sync, appointments, asked } = await setUp();
    put("AAMk1=", NOW + HOUR_MS);
    await tell("created", "AAMk1=");
    await sync();
    await tell("deleted", "AAMk1=");
    expect(await appointments()).toMatchObject([
      { status: "canceled", title: "Coaching", startsAt: "2027-01-04T10:00:00.000Z" },
    ]);
    await sync();
    expect(asked()).toHaveLength(1);
  });

  it("is canceled when it is gone by the time it is asked for", async () => {
    const { put, mailbox, tell, sync, appointments, jobs } = await setUp();
    put("AAMk1=", NOW + HOUR_MS);
    await tell("created", "AAMk1=");
    await sync();
    mailbox.clear();
    await tell("updated", "AAMk1=");
    await sync();
    expect(await appointments()).toMatchObject([{ status: "canceled", title: "Coaching" }]);
    expect(await jobs()).toEqual(["succeeded", "succeeded"]);
  });

  it("changes nothing where it is older than what is known", async () => {
    const { put, tell, sync, appointments } = await setUp();
    put("AAMk1=", NOW + HOUR_MS);
    await tell("updated", "AAMk1=");
    await sync();
    put("AAMk1=", NOW + 2 * HOUR_MS, { lastModifiedDateTime: new Date(NOW - 1_000).toISOString() });
    await tell("updated", "AAMk1=");
    await sync();
    expect(await appointments()).toMatchObject([{ startsAt: "2027-01-04T10:00:00.000Z" }]);
  });

  it("stays canceled when its deletion was told before an older change was asked for", async () => {
    const { put, tell, sync, appointments } = await setUp();
    put("AAMk1=", NOW + HOUR_MS);
    await tell("created", "AAMk1=");
    vi.setSystemTime(NOW + 2_000);
    await tell("deleted", "AAMk1=");
    await sync();
    expect(await appointments()).toMatchObject([{ externalId: "AAMk1=", status: "canceled" }]);
  });

  it("is asked for once where the notification is repeated, also in other words", async () => {
    const { put, tell, sync, asked, appointments, events } = await setUp();
    put("AAMk1=", NOW + HOUR_MS);
    const same = { resourceData: { "@odata.etag": 'W/"1"', id: "AAMk1=" } };
    await tell("created", "AAMk1=", same);
    await tell("created", "AAMk1=", same);
    await tell("updated", "AAMk1=");
    await sync();
    expect(asked()).toHaveLength(1);
    expect(await appointments()).toHaveLength(1);
    expect((await events()).map(({ type, duplicates }) => [type, duplicates])).toEqual([
      ["microsoft-graph.updated", 0],
      ["microsoft-graph.created", 1],
    ]);
  });

  it("is asked for again when the answer is lost or the mailbox is busy", async () => {
    const { put, instead, tell, sync, asked, appointments } = await setUp();
    put("AAMk1=", NOW + HOUR_MS);
    instead.push(
      () => {
        throw new TypeError("network");
      },
      () => new Response("{}", { status: 429, headers: { "retry-after": "2" } }),
    );
    await tell("created", "AAMk1=");
    await sync();
    expect(asked()).toHaveLength(3);
    expect(await appointments()).toMatchObject([{ status: "booked" }]);
  });

  it("is not asked for by what tells of the subscription, or of anything but events", async () => {
    const { tell, sync, asked, jobs, appointments, events } = await setUp();
    const lifecycle = { changeType: undefined, resourceData: undefined, resource: "Users/u1/Events" };
    await tell("", "", { ...lifecycle, lifecycleEvent: "missed" });
    await tell("updated", "AAMk9=", { resource: "Users/u1/Messages/AAMk9=" });
    await tell("deleted", "AAMk9=", { resource: "Users/u1/Messages/AAMk9=" });
    await sync();
    expect([asked(), await jobs(), await appointments()]).toEqual([[], [], []]);
    expect((await events()).map(({ status }) => status)).toEqual(Array(3).fill("processed"));
  });

  it("leaves the event processed, and nothing asked, where no connection can ask", async () => {
    const { tell, sync, asked, jobs, events } = await setUp({ isConnected: false });
    await tell("created", "AAMk1=");
    await sync();
    expect([asked(), await jobs()]).toEqual([[], []]);
    expect(await events()).toMatchObject([{ status: "processed" }]);
  });
});
