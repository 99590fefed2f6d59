import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearCalendars, createCalendar, googleHeaders } from "../support/calendars.ts";

const NOW = Date.UTC(2027, 0, 4, 9);
const HOUR_MS = 3_600_000;
const PAGE = 2;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});

afterEach(clearCalendars);

interface Entry {
  readonly id: string;
  readonly updated: string;
  readonly [field: string]: unknown;
}

/** A calendar at Google: tokens say up to which change somebody read. */
class GoogleCalendar {
  #changes: Entry[] = [];
  /** Answers instead of the calendar, once each. */
  readonly instead: (() => Response)[] = [];

  put(id: string, startsAt: number, more: Record<string, unknown> = {}): void {
    this.#changes = this.#changes.filter((entry) => entry.id !== id);
    this.#changes.push({
      id,
      status: "confirmed",
      updated: new Date().toISOString(),
      start: { dateTime: new Date(startsAt).toISOString(), timeZone: "Europe/Berlin" },
      end: { dateTime: new Date(startsAt + HOUR_MS).toISOString(), timeZone: "Europe/Berlin" },
      organizer: { self: true },
      attendees: [{ email: "ann@example.com", displayName: "Ann" }],
      ...more,
    });
    this.#count += 1;
    this.#seen.set(id, this.#count);
  }

  delete(id: string): void {
    this.put(id, 0, { status: "cancelled", start: undefined, end: undefined, attendees: undefined });
  }

  readonly answer = (request: Request): Response => {
    const instead = this.instead.shift();
    if (instead !== undefined) {
      return instead();
    }
    const query = new URL(request.url).searchParams;
    const token = query.get("syncToken");
    const since = query.get("updatedMin");
    const changed = this.#changes.filter(({ id, updated }) =>
      token === null ? updated >= (since ?? "") : (this.#seen.get(id) ?? 0) > Number(token.slice(1)),
    );
    const from = Number(query.get("pageToken") ?? 0);
    const isLast = from + PAGE >= changed.length;
    return Response.json({
      timeZone: "Europe/Berlin",
      items: changed.slice(from, from + PAGE),
      ...(isLast ? { nextSyncToken: `t${this.#count}` } : { nextPageToken: String(from + PAGE) }),
    });
  };

  #count = 0;
  readonly #seen = new Map<string, number>();
}

async function setUp(options = {}) {
  const calendar = new GoogleCalendar();
  const at = await createCalendar({ provider: "google-calendar", answer: calendar.answer }, options);
  let number = 1;
  const tell = async (more: Record<string, string> = {}) => {
    number += 1;
    await at.notify({ headers: googleHeaders(number, more) });
  };
  return { ...at, calendar, tell };
}

const GONE = () => Response.json({ error: { code: 410, errors: [{ reason: "gone" }] } }, { status: 410 });

describe("what changed in a calendar at Google", () => {
  it("is an appointment that is booked, moved and canceled, and its reminder goes with it", async () => {
    const { calendar, tell, sync, appointments, remindBefore, reminders } = await setUp();
    await remindBefore(60);
    calendar.put("ev1", NOW + 48 * HOUR_MS, { summary: "Coaching" });
    await tell();
    await sync();
    expect(await appointments()).toMatchObject([
      {
        externalId: "ev1",
        status: "booked",
        title: "Coaching",
        startsAt: "2027-01-06T09:00:00.000Z",
        endsAt: "2027-01-06T10:00:00.000Z",
        attendeeEmail: "ann@example.com",
      },
    ]);
    expect(await reminders()).toEqual([["pending", "2027-01-06T08:00:00.000Z"]]);

    calendar.put("ev1", NOW + 72 * HOUR_MS, { summary: "Coaching" });
    await tell();
    await sync();
    expect(await appointments()).toMatchObject([{ status: "booked", startsAt: "2027-01-07T09:00:00.000Z" }]);
    expect(await reminders()).toEqual([["pending", "2027-01-07T08:00:00.000Z"]]);

    calendar.delete("ev1");
    await tell();
    await sync();
    expect(await appointments()).toMatchObject([
      { status: "canceled", title: "Coaching", startsAt: "2027-01-07T09:00:00.000Z" },
    ]);
    expect(await reminders()).toMatchObject([["canceled", expect.anything()]]);
  });

  it("is read by time first, from a little before the notification, and from the last token then", async () => {
    const { calendar, tell, sync, asked, cursor } = await setUp();
    await tell();
    expect(await cursor()).toEqual({ updatedMin: "2027-01-04T08:55:00.000Z" });
    await sync();
    expect(await cursor()).toEqual({ syncToken: "t0" });
    calendar.put("ev1", NOW);
    await tell();
    await sync();
    expect(await cursor()).toEqual({ syncToken: "t1" });
    const [first, second] = asked().map(({ searchParams }) => Object.fromEntries(searchParams));
    const { updatedMin, ...same } = first ?? {};
    expect(updatedMin).toBe("2027-01-04T08:55:00.000Z");
    expect(second).toEqual({ ...same, syncToken: "t0" });
    expect(asked()[0]?.pathname).toBe("/calendar/v3/calendars/my%40example.com/events");
  });

  it("is asked for once where notifications come within seconds, after the last of them", async () => {
    const { calendar, tell, sync, asked, appointments, events, platform } = await setUp();
    await tell();
    await tell();
    vi.setSystemTime(NOW + 4_000);
    calendar.put("ev1", NOW);
    await tell();
    expect(platform.jobs.map(({ delaySeconds }) => delaySeconds)).toEqual([10]);
    expect(asked()).toEqual([]);
    await sync();
    expect(asked()).toHaveLength(1);
    expect(await appointments()).toHaveLength(1);
    expect((await events()).map(({ status }) => status)).toEqual(Array(3).fill("processed"));
    await tell();
    await sync();
    expect(asked()).toHaveLength(2);
  });

  it("is read page by page, a job each, and read on from the end only once all of it is applied", async () => {
    const { calendar, tell, sync, asked, appointments, cursor, jobs, platform } = await setUp();
    for (const id of ["a", "b", "c", "d", "e"]) {
      calendar.put(id, NOW + HOUR_MS);
    }
    await tell();
    await platform.drainJobs();
    await platform.drainJobs();
    expect(await appointments()).toHaveLength(4);
    expect(await cursor()).toEqual({ updatedMin: "2027-01-04T08:55:00.000Z" });
    await sync();
    expect(await appointments()).toHaveLength(5);
    expect(await cursor()).toEqual({ syncToken: "t5" });
    expect(asked().map(({ searchParams }) => searchParams.get("pageToken"))).toEqual([null, "2", "4"]);
    expect(await jobs()).toEqual(["succeeded", "succeeded", "succeeded"]);
  });

  it("changes nothing where it is older than what is known", async () => {
    const { calendar, tell, sync, appointments } = await setUp();
    calendar.put("ev1", NOW + HOUR_MS);
    await tell();
    await sync();
    const before = new Date(NOW - 1_000).toISOString();
    calendar.put("ev1", NOW + 2 * HOUR_MS, { updated: before });
    calendar.put("ev2", NOW + HOUR_MS, { updated: before });
    await tell();
    await sync();
    expect(await appointments()).toMatchObject([
      { externalId: "ev2" },
      { externalId: "ev1", startsAt: "2027-01-04T10:00:00.000Z" },
    ]);
  });

  it("is not lost to two readings that begin at one place and end in the other order", async () => {
    const { calendar, tell, sync, appointments, cursor, platform } = await setUp();
    calendar.put("ev1", NOW + HOUR_MS);
    await tell();
    const [first] = platform.jobs.splice(0);
    vi.setSystemTime(NOW + 20_000);
    calendar.put("ev2", NOW + HOUR_MS);
    await tell();
    await sync();
    calendar.put("ev1", NOW + 3 * HOUR_MS);
    platform.jobs.push(...(first === undefined ? [] : [first]));
    await sync();
    expect(await cursor()).toEqual({ syncToken: "t2" });
    await tell();
    await sync();
    expect(await appointments()).toMatchObject([
      { externalId: "ev2", startsAt: "2027-01-04T10:00:00.000Z" },
      { externalId: "ev1", startsAt: "2027-01-04T12:00:00.000Z" },
    ]);
  });

  it("is read by time when the token is out of date, and by a new token after that", async () => {
    const { calendar, tell, sync, asked, appointments, cursor, jobs } = await setUp();
    await tell();
    await sync();
    calendar.put("ev1", NOW + HOUR_MS);
    calendar.instead.push(GONE);
    await tell();
    await sync();
    expect(await appointments()).toMatchObject([{ externalId: "ev1", status: "booked" }]);
    expect(await cursor()).toEqual({ syncToken: "t1" });
    expect(asked().map(({ searchParams }) => [...searchParams.keys()].at(-1))).toEqual([
      "updatedMin",
      "syncToken",
      "updatedMin",
    ]);
    expect(await jobs()).toEqual(["succeeded", "succeeded", "succeeded"]);
  });

  it("is asked for again when the answer is lost, is too large, or is a limit", async () => {
    const { calendar, tell, sync, appointments, asked } = await setUp();
    calendar.put("ev1", NOW + HOUR_MS);
    calendar.instead.push(
      () => {
        throw new TypeError("network");
      },
      () => Response.json({ items: [], summary: "x".repeat(1_100_000) }),
      () => Response.json({ error: { errors: [{ reason: "rateLimitExceeded" }] } }, { status: 403 }),
    );
    await tell();
    await sync();
    expect(asked()).toHaveLength(4);
    expect(await appointments()).toMatchObject([{ externalId: "ev1" }]);
  });

  it("is applied with the token or not at all, and asked for again where its sender died", async () => {
    const { calendar, tell, sync, appointments, cursor, platform } = await setUp();
    calendar.put("ev1", NOW + HOUR_MS);
    await tell();
    platform.database.failingOn = /update cursors/;
    await platform.drainJobs().catch(() => undefined);
    expect(await appointments()).toEqual([]);
    expect(await cursor()).toEqual({ updatedMin: "2027-01-04T08:55:00.000Z" });
    platform.database.failingOn = null;
    vi.setSystemTime(Date.now() + 200_000);
    await platform.tick();
    await sync();
    expect(await appointments()).toMatchObject([{ externalId: "ev1" }]);
    expect(await cursor()).toEqual({ syncToken: "t1" });
  });

  it("is not asked for by a channel's first message, its calendar's end, or another list's change", async () => {
    const { tell, sync, asked, jobs, events } = await setUp();
    await tell({ "x-goog-resource-state": "sync" });
    await tell({ "x-goog-resource-state": "not_exists" });
    const uri = "https://www.googleapis.com/calendar/v3/users/me/calendarList?alt=json";
    await tell({ "x-goog-resource-uri": uri });
    await sync();
    expect([asked(), await jobs()]).toEqual([[], []]);
    expect((await events()).map(({ status }) => status)).toEqual(Array(3).fill("processed"));
  });

  it("leaves the event processed, and nothing asked, where no connection can ask", async () => {
    const { tell, sync, asked, jobs, events } = await setUp({ isConnected: false });
    await tell();
    await sync();
    expect([asked(), await jobs()]).toEqual([[], []]);
    expect(await events()).toMatchObject([{ status: "processed" }]);
  });

  it("waits for a connection that a person must mend, in one job an hour, and is read then", async () => {
    const { calendar, tell, sync, asked, appointments, jobs, connectionId, platform } = await setUp();
    const setStatus = async (status: string) => {
      await platform.env.DB.prepare("update connections set status = ? where id = ?")
        .bind(status, connectionId)
        .run();
    };
    await setStatus("needs_reauth");
    calendar.put("ev1", NOW + 48 * HOUR_MS);
    await tell();
    vi.setSystemTime(NOW + 30 * 60_000);
    await tell();
    expect([platform.jobs, await jobs()]).toEqual([[], ["scheduled"]]);
    await setStatus("active");
    vi.setSystemTime(NOW + HOUR_MS);
    await platform.tick();
    await sync();
    expect(asked()).toHaveLength(1);
    expect(await appointments()).toMatchObject([{ externalId: "ev1", status: "booked" }]);
  });

  it("reminds nobody whose reminder was due before it was read", async () => {
    const { calendar, tell, sync, appointments, remindBefore, reminders } = await setUp();
    await remindBefore(60);
    calendar.put("ev1", NOW + 90 * 60_000);
    await tell();
    vi.setSystemTime(NOW + HOUR_MS);
    await sync();
    expect([await appointments(), await reminders()]).toMatchObject([[{ status: "booked" }], []]);
  });

  it("is read from nowhere any more once the connection was deleted", async () => {
    const { tell, sync, call, connectionId, cursor } = await setUp();
    await tell();
    await sync();
    expect(await cursor()).toEqual({ syncToken: "t0" });
    expect((await call("DELETE", `/v1/connections/${connectionId}`)).status).toBe(204);
    expect(await cursor()).toBeNull();
  });
});
