import { type ActionVectors, ANSWERED_AT, type AnswerVector, SAMPLE_REFERENCE } from "../vectors.ts";

const SAME =
  "singleEvents=true&showDeleted=true&maxResults=100&maxAttendees=10&fields=timeZone%2CnextPageToken%2CnextSyncToken%2Citems%28id%2Cstatus%2CeventType%2Csummary%2Cstart%2Cend%2Cupdated%2Clocation%2ChangoutLink%2Corganizer%2Cattendees%28email%2CdisplayName%2Cself%2Corganizer%2Cresource%29%29&prettyPrint=false";

const headers = { authorization: "Bearer ya29.TestTestTest", "idempotency-key": SAMPLE_REFERENCE };

const booked = {
  id: "ev1",
  status: "confirmed",
  summary: "Coaching",
  location: "Main Street 1",
  updated: "2025-12-31T23:00:00.500Z",
  start: { dateTime: "2026-01-05T10:00:00+01:00", timeZone: "Europe/Berlin" },
  end: { dateTime: "2026-01-05T11:00:00+01:00", timeZone: "Europe/Berlin" },
  organizer: { email: "jane@example.com", self: true },
  attendees: [
    { email: "jane@example.com", self: true, organizer: true },
    { email: "room@resource.calendar.google.com", resource: true },
    { email: "ann@example.com", displayName: "Ann" },
  ],
};

const nothing = {
  title: null,
  startsAt: null,
  endsAt: null,
  timeZone: null,
  attendeeName: null,
  attendeeEmail: null,
  attendeePhone: null,
  location: null,
  rescheduledFrom: null,
  cancelReason: null,
};

const coaching = {
  kind: "record",
  record: "appointment",
  externalId: "ev1",
  status: "booked",
  fields: {
    ...nothing,
    title: "Coaching",
    startsAt: Date.UTC(2026, 0, 5, 9),
    endsAt: Date.UTC(2026, 0, 5, 10),
    timeZone: "Europe/Berlin",
    attendeeName: "Ann",
    attendeeEmail: "ann@example.com",
    location: "Main Street 1",
  },
  occurredAt: Date.UTC(2025, 11, 31, 23, 0, 0, 500),
} as const;

const invited = { ...coaching.fields, title: "Day out", location: null, timeZone: "Europe/Berlin" };

const since = { calendarId: "primary", updatedMin: "2025-12-31T22:55:00.000Z" };
const gone = { error: { code: 410, message: "Gone", errors: [{ reason: "fullSyncRequired" }] } };

export const actions: Readonly<Record<string, ActionVectors>> = {
  "appointments.list_changes": {
    requests: [
      {
        title: "reads on from a token",
        input: { calendarId: "my@example.com", syncToken: "CPDAlvWDx70CEPDAlvWDx==" },
        request: {
          method: "GET",
          url: `https://www.googleapis.com/calendar/v3/calendars/my%40example.com/events?${SAME}&syncToken=CPDAlvWDx70CEPDAlvWDx%3D%3D`,
          headers,
        },
      },
      {
        title: "reads the next page of what changed since a time, otherwise as the first",
        input: { ...since, pageToken: "p2", page: 2, beganAt: "2026-01-01T00:00:00Z" },
        request: {
          method: "GET",
          url: `https://www.googleapis.com/calendar/v3/calendars/primary/events?${SAME}&updatedMin=2025-12-31T22%3A55%3A00.000Z&pageToken=p2`,
          headers,
        },
      },
    ],
    invalid: [
      { title: "no start at all", input: { calendarId: "primary" }, path: "" },
      { title: "two starts", input: { ...since, syncToken: "t" }, path: "" },
      { title: "no time", input: { calendarId: "primary", updatedMin: "yesterday" }, path: "updatedMin" },
    ],
    results: [
      {
        title: "how many changed, and how to read on",
        status: 200,
        body: { items: [booked], nextSyncToken: "t1" },
        result: { externalId: null, result: { changes: 1, nextPageToken: null, nextSyncToken: "t1" } },
      },
    ],
    retrieved: [
      {
        title: "what is booked, deleted, for a whole day, and nobody's business",
        input: since,
        status: 200,
        body: {
          timeZone: "Europe/Berlin",
          nextSyncToken: "t1",
          items: [
            booked,
            { id: "ev2", status: "cancelled" },
            {
              ...booked,
              id: "ev3",
              status: "tentative",
              summary: "Day out",
              location: undefined,
              start: { date: "2026-01-06" },
              end: { date: "2026-01-07" },
              organizer: { email: "ann@example.com", displayName: "Ann" },
            },
            { ...booked, id: "ev4", eventType: "focusTime" },
          ],
        },
        retrieved: {
          records: [
            coaching,
            {
              kind: "record",
              record: "appointment",
              externalId: "ev2",
              status: "canceled",
              fields: nothing,
              isPartial: true,
              occurredAt: ANSWERED_AT,
            },
            {
              ...coaching,
              externalId: "ev3",
              status: "pending",
              fields: {
                ...invited,
                startsAt: Date.UTC(2026, 0, 5, 23),
                endsAt: Date.UTC(2026, 0, 6, 23),
              },
            },
          ],
          cursor: {
            subject: "primary",
            from: { updatedMin: since.updatedMin },
            to: { syncToken: "t1" },
          },
        },
      },
      {
        title: "there is more",
        input: { calendarId: "primary", syncToken: "t1" },
        status: 200,
        body: { items: [booked], nextPageToken: "p2" },
        retrieved: {
          records: [coaching],
          next: {
            calendarId: "primary",
            syncToken: "t1",
            pageToken: "p2",
            page: 2,
            beganAt: "2026-01-01T00:00:00.000Z",
          },
        },
      },
      {
        title: "there is more than is read at once, and no token: the next reading begins where this one did",
        input: { ...since, pageToken: "p100", page: 100, beganAt: "2025-12-31T23:30:00.000Z" },
        status: 200,
        body: { items: [], nextPageToken: "p101" },
        retrieved: {
          records: [],
          cursor: {
            subject: "primary",
            from: { updatedMin: since.updatedMin },
            to: { updatedMin: "2025-12-31T23:25:00.000Z" },
          },
          isCut: true,
        },
      },
      {
        title: "the token is out of date: changes are read by time",
        input: { calendarId: "primary", syncToken: "t1" },
        status: 410,
        body: gone,
        retrieved: {
          records: [],
          cursor: {
            subject: "primary",
            from: { syncToken: "t1" },
            to: { updatedMin: "2025-12-12T00:00:00.000Z" },
          },
          next: { calendarId: "primary", updatedMin: "2025-12-12T00:00:00.000Z" },
        },
      },
      {
        title: "the time is longer ago than Google remembers: those of the last day are read",
        input: { calendarId: "primary", updatedMin: "2025-12-12T00:00:00.000Z" },
        status: 410,
        body: { error: { code: 410, errors: [{ reason: "updatedMinTooLongAgo" }] } },
        retrieved: {
          records: [],
          cursor: {
            subject: "primary",
            from: { updatedMin: "2025-12-12T00:00:00.000Z" },
            to: { updatedMin: "2025-12-31T00:00:00.000Z" },
          },
          next: { calendarId: "primary", updatedMin: "2025-12-31T00:00:00.000Z" },
        },
      },
      {
        title: "not even those: what was there is lost, and nothing is asked for again",
        input: since,
        status: 410,
        body: gone,
        retrieved: {
          records: [],
          cursor: {
            subject: "primary",
            from: { updatedMin: since.updatedMin },
            to: { updatedMin: "2025-12-31T23:55:00.000Z" },
          },
          isCut: true,
        },
      },
      {
        title: "an answer that is too large to be read is none",
        input: since,
        status: 200,
        body: "",
        retrieved: "unreadable",
      },
    ],
  },
};

function error(status: number, reason: string): Pick<AnswerVector, "status" | "body"> {
  return { status, body: { error: { code: status, message: "No", errors: [{ domain: "d", reason }] } } };
}

export const answers: readonly AnswerVector[] = [
  { title: "404", ...error(404, "notFound"), outcome: { kind: "refused", code: "notFound" } },
  {
    title: "403: the person unticked a scope",
    ...error(403, "insufficientPermissions"),
    outcome: { kind: "reauthorise", code: "insufficientPermissions" },
  },
  {
    title: "403: another's calendar",
    ...error(403, "forbidden"),
    outcome: { kind: "refused", code: "forbidden" },
  },
  {
    title: "401",
    ...error(401, "authError"),
    outcome: { kind: "reauthorise", code: "http_401" },
  },
  {
    title: "403 that is a matter of time",
    ...error(403, "userRateLimitExceeded"),
    outcome: { kind: "throttle", code: "userRateLimitExceeded", retryAfterMs: null },
  },
  {
    title: "429",
    ...error(429, "rateLimitExceeded"),
    outcome: { kind: "throttle", code: "rateLimitExceeded", retryAfterMs: null },
  },
  {
    title: "500",
    ...error(500, "backendError"),
    outcome: { kind: "retry", code: "http_500", retryAfterMs: null },
  },
];
