import { z } from "zod";
import { at, dateToMs, itemsAt, nameOf, textOf } from "../../../model/read.ts";
import { defineAction, type ProviderAnswer, type Retrieved } from "../../action.ts";
import { appointmentOf } from "../appointment.ts";
import { api, BASE_URL } from "../auth.ts";

/** Pages of one reading: what is beyond 10,000 changes is not read. */
const MAX_PAGES = 100;

/** How much earlier than it is thought to be necessary changes are read from: nobody's clocks are Google's. */
export const MARGIN_MS = 300_000;

/** How far back changes are asked for where the place to read on from is lost; Google keeps deletions for about a month. */
const LOOK_BACK_MS = 20 * 86_400_000;
/** How far back where that was too far. */
const SHORT_LOOK_BACK_MS = 86_400_000;

const WANTED =
  "id,status,eventType,summary,start,end,updated,location,hangoutLink,organizer,attendees(email,displayName,self,organizer,resource)";

/** The same in every request, as a sync token demands; an answer of this size stays far below what is read of one. */
const SAME = {
  singleEvents: "true",
  showDeleted: "true",
  maxResults: "100",
  maxAttendees: "10",
  fields: `timeZone,nextPageToken,nextSyncToken,items(${WANTED})`,
  prettyPrint: "false",
};

const token = z.string().min(1).max(4_000);
const time = z.iso.datetime({ offset: true });

const input = z
  .strictObject({
    calendarId: z.string().min(1).max(512).describe("`primary`, or the address of a calendar."),
    syncToken: token.optional().describe("From the last page of an earlier reading."),
    updatedMin: time.optional().describe("Where there is no such token: since when."),
    pageToken: token.optional(),
    page: z.int().min(1).max(MAX_PAGES).default(1),
    beganAt: time.optional().describe("When the first page was asked for."),
  })
  .refine(({ syncToken, updatedMin }) => (syncToken === undefined) !== (updatedMin === undefined), {
    error: "must name either syncToken or updatedMin",
  });

type Input = z.output<typeof input>;

/** The token is out of date, or the time longer ago than Google remembers. */
function isOutOfDate({ status, body }: ProviderAnswer): boolean {
  const [error] = itemsAt(body, "error", "errors");
  return status === 410 || (status === 400 && at(error, "location") === "syncToken");
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}

/** From where a reading reads, as its list's cursor has it. */
function startOf({ syncToken, updatedMin }: Input) {
  return syncToken === undefined ? { updatedMin } : { syncToken };
}

/** Reads on from an earlier time; where Google remembers not even the last days, what was there is lost. */
function readAgain(given: Input, now: number): Retrieved {
  const { calendarId, updatedMin } = given;
  const sinceMs = updatedMin === undefined ? null : (dateToMs(updatedMin) ?? 0);
  const isLost = sinceMs !== null && sinceMs >= now - 2 * SHORT_LOOK_BACK_MS;
  const backMs = isLost ? MARGIN_MS : sinceMs === null ? LOOK_BACK_MS : SHORT_LOOK_BACK_MS;
  const to = { updatedMin: rfc3339(now - backMs) };
  return {
    records: [],
    cursor: { subject: calendarId, from: startOf(given), to },
    ...(isLost ? { isCut: true } : { next: { calendarId, ...to } }),
  };
}

/** @throws TypeError where it is no page of events: an answer may be larger than what is read of one */
function read(given: Input, answer: ProviderAnswer, now: number): Retrieved {
  if (isOutOfDate(answer)) {
    return readAgain(given, now);
  }
  const { body } = answer;
  const { calendarId, page } = given;
  const from = startOf(given);
  const nextPage = textOf(at(body, "nextPageToken"));
  const nextSync = textOf(at(body, "nextSyncToken"));
  if (!Array.isArray(at(body, "items")) && nextPage === null && nextSync === null) {
    throw new TypeError("Google's answer is no page of events.");
  }
  const zone = nameOf(at(body, "timeZone")) ?? "UTC";
  const records = itemsAt(body, "items").flatMap((item) => appointmentOf(item, zone, now) ?? []);
  const beganAt = given.beganAt ?? rfc3339(now);
  if (nextPage !== null && page < MAX_PAGES) {
    return { records, next: { calendarId, ...from, pageToken: nextPage, page: page + 1, beganAt } };
  }
  const to =
    nextSync === null
      ? { updatedMin: rfc3339((dateToMs(beganAt) ?? now) - MARGIN_MS) }
      : { syncToken: nextSync };
  return {
    records,
    cursor: { subject: calendarId, from, to },
    ...(nextPage === null ? {} : { isCut: true as const }),
  };
}

/** A read: asked again, it says the same, and the key that goes with it is for nobody. */
export const listChanges = defineAction({
  description: "Reads what changed in a calendar since it was last read, a page at a time.",
  docs: "https://developers.google.com/workspace/calendar/api/v3/reference/events/list",
  input,
  example: { calendarId: "primary", updatedMin: "2026-01-01T00:00:00Z" },
  idempotency: "key",
  onUncertain: "resend",
  send: ({ calendarId, syncToken, updatedMin, pageToken }, call) => {
    const query = new URLSearchParams(SAME);
    for (const [name, value] of Object.entries({ syncToken, updatedMin, pageToken })) {
      if (value !== undefined) {
        query.set(name, value);
      }
    }
    return call.fetch(`${BASE_URL}/calendars/${encodeURIComponent(calendarId)}/events?${query}`, {
      headers: { ...api.authorize(call), "idempotency-key": call.reference },
    });
  },
  result: ({ body }) => ({
    externalId: null,
    result: {
      changes: itemsAt(body, "items").length,
      nextPageToken: textOf(at(body, "nextPageToken")),
      nextSyncToken: textOf(at(body, "nextSyncToken")),
    },
  }),
  retrieves: { kind: "records", isAnswer: isOutOfDate, read },
});
