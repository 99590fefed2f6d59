import { type ActionVectors, ANSWERED_AT, type AnswerVector, SAMPLE_REFERENCE } from "../vectors.ts";
import { goneAppointment } from "./appointment.ts";

const WANTED =
  "id,subject,start,end,originalStartTimeZone,isCancelled,isOrganizer,organizer,attendees,location,onlineMeeting,lastModifiedDateTime";

const headers = {
  authorization: "Bearer eyJTEST.graph.TEST",
  prefer: 'outlook.timezone="UTC"',
  "idempotency-key": SAMPLE_REFERENCE,
};

const jane = { emailAddress: { name: "Jane", address: "jane@example.com" } };
const ann = { type: "required", emailAddress: { name: "Ann", address: "ann@example.com" } };

const event = {
  id: "AAMkOther=",
  subject: "Coaching",
  start: { dateTime: "2026-01-05T09:00:00.0000000", timeZone: "UTC" },
  end: { dateTime: "2026-01-05T10:00:00.0000000", timeZone: "UTC" },
  originalStartTimeZone: "Europe/Berlin",
  isCancelled: false,
  isOrganizer: true,
  organizer: jane,
  attendees: [{ type: "resource", emailAddress: { address: "room@example.com" } }, ann],
  location: { displayName: "Main Street 1" },
  lastModifiedDateTime: "2025-12-31T23:00:00.5000000Z",
};

const coaching = {
  kind: "record",
  record: "appointment",
  externalId: "AAMk1=",
  status: "booked",
  fields: {
    title: "Coaching",
    startsAt: Date.UTC(2026, 0, 5, 9),
    endsAt: Date.UTC(2026, 0, 5, 10),
    timeZone: "Europe/Berlin",
    attendeeName: "Ann",
    attendeeEmail: "ann@example.com",
    attendeePhone: null,
    location: "Main Street 1",
    rescheduledFrom: null,
    cancelReason: null,
  },
  occurredAt: Date.UTC(2025, 11, 31, 23, 0, 0, 500),
} as const;

const input = { id: "AAMk1=", userId: "u1" };

export const actions: Readonly<Record<string, ActionVectors>> = {
  "appointments.get": {
    requests: [
      {
        title: "of the mailbox that was named",
        input: { id: "AAMk/1=", userId: "u 1" },
        request: {
          method: "GET",
          url: `https://graph.microsoft.com/v1.0/users/u%201/events/AAMk%2F1%3D?$select=${WANTED}`,
          headers,
        },
      },
      {
        title: "of the person's own",
        input: { id: "AAMk1=", userId: "87d349ed-44d7-43e1-9a83-5f2406dee5bd" },
        request: {
          method: "GET",
          url: `https://graph.microsoft.com/v1.0/me/events/AAMk1%3D?$select=${WANTED}`,
          headers,
        },
      },
    ],
    invalid: [{ title: "no id", input: { id: "" }, path: "id" }],
    results: [
      {
        title: "its id, and whether it was cancelled",
        status: 200,
        body: event,
        result: { externalId: "AAMkOther=", result: { id: "AAMkOther=", isCancelled: false } },
      },
    ],
    retrieved: [
      {
        title: "an appointment with whoever is invited, under the id that was asked for",
        input,
        status: 200,
        body: event,
        retrieved: { records: [coaching] },
      },
      {
        title: "one that somebody else invited to and cancelled, in a zone of Windows' own",
        input,
        status: 200,
        body: {
          ...event,
          isCancelled: true,
          isOrganizer: false,
          organizer: ann,
          attendees: [{ ...jane, type: "required" }],
          originalStartTimeZone: "W. Europe Standard Time",
          location: { displayName: "" },
          onlineMeeting: { joinUrl: "https://teams.microsoft.com/l/1" },
        },
        retrieved: {
          records: [
            {
              ...coaching,
              status: "canceled",
              fields: {
                ...coaching.fields,
                timeZone: null,
                location: "https://teams.microsoft.com/l/1",
              },
            },
          ],
        },
      },
      {
        title: "one that is gone is cancelled",
        input,
        status: 404,
        body: { error: { code: "ErrorItemNotFound", message: "Not found in the store." } },
        retrieved: { records: [{ ...goneAppointment("AAMk1="), occurredAt: ANSWERED_AT }] },
      },
      { title: "an answer without an event is none", input, status: 200, body: "", retrieved: "unreadable" },
    ],
  },
};

function error(status: number, code: string): Pick<AnswerVector, "status" | "body"> {
  return { status, body: { error: { code, message: "No", innerError: { date: "2026-01-01T00:00:00" } } } };
}

export const answers: readonly AnswerVector[] = [
  {
    title: "404: the mailbox has no calendar",
    ...error(404, "MailboxNotEnabledForRESTAPI"),
    outcome: { kind: "refused", code: "MailboxNotEnabledForRESTAPI" },
  },
  {
    title: "403: that mailbox is out of bounds, others may not be",
    ...error(403, "ErrorAccessDenied"),
    outcome: { kind: "refused", code: "ErrorAccessDenied" },
  },
  {
    title: "403: the consent does not go so far",
    ...error(403, "Authorization_RequestDenied"),
    outcome: { kind: "reauthorise", code: "Authorization_RequestDenied" },
  },
  {
    title: "401",
    ...error(401, "InvalidAuthenticationToken"),
    outcome: { kind: "reauthorise", code: "http_401" },
  },
  {
    title: "429 with the seconds to wait",
    ...error(429, "ApplicationThrottled"),
    headers: { "retry-after": "17" },
    outcome: { kind: "throttle", code: "http_429", retryAfterMs: 17_000 },
  },
  {
    title: "503",
    ...error(503, "serviceNotAvailable"),
    outcome: { kind: "retry", code: "http_503", retryAfterMs: null },
  },
];
