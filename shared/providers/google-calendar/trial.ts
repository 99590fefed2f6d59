import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { BASE_URL } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.accessToken ?? ""}` };
}

/** The events of the connection's calendar. */
function eventsUrl({ credentials }: Pick<Call, "credentials">): string {
  return `${BASE_URL}/calendars/${encodeURIComponent(credentials.calendarId ?? "primary")}/events`;
}

/** A day ahead: in nobody's way. */
const AHEAD_MS = 86_400_000;

export const trial: Trial = {
  what: "an event that nobody is invited to",
  docs: "https://developers.google.com/workspace/calendar/api/v3/reference/events/insert",
  create: (call, now) =>
    sendJson(call, {
      url: eventsUrl(call),
      headers: headersOf(call),
      body: {
        summary: trialName(call),
        transparency: "transparent",
        start: { dateTime: new Date(now + AHEAD_MS).toISOString() },
        end: { dateTime: new Date(now + AHEAD_MS + 60_000).toISOString() },
      },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(`${eventsUrl(call)}/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    create: {
      request: {
        method: "POST",
        url: "https://www.googleapis.com/calendar/v3/calendars/primary/events",
        headers: { authorization: "Bearer ya29.TestTestTest" },
        body: {
          json: {
            summary: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
            transparency: "transparent",
            start: { dateTime: "2026-01-02T00:00:00.000Z" },
            end: { dateTime: "2026-01-02T00:01:00.000Z" },
          },
        },
      },
      answer: { status: 200, body: { kind: "calendar#event", id: "ev1" } },
    },
    id: "ev1",
    remove: {
      request: {
        method: "DELETE",
        url: "https://www.googleapis.com/calendar/v3/calendars/primary/events/ev1",
        headers: { authorization: "Bearer ya29.TestTestTest" },
      },
      answer: { status: 204, body: "" },
    },
  },
};
