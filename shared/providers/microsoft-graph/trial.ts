import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { sendJson, type Trial, trialName } from "../trial.ts";
import { BASE_URL, userPath } from "./auth.ts";

function headersOf({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { authorization: `Bearer ${credentials.accessToken ?? ""}` };
}

/** A day ahead: in nobody's way. */
const AHEAD_MS = 86_400_000;

function timeAt(ms: number): { readonly dateTime: string; readonly timeZone: string } {
  return { dateTime: new Date(ms).toISOString().slice(0, 19), timeZone: "UTC" };
}

export const trial: Trial = {
  what: "an event that nobody is invited to",
  docs: "https://learn.microsoft.com/graph/api/user-post-events",
  create: (call, now) =>
    sendJson(call, {
      url: `${BASE_URL}${userPath(call)}/events`,
      headers: headersOf(call),
      body: {
        subject: trialName(call),
        showAs: "free",
        start: timeAt(now + AHEAD_MS),
        end: timeAt(now + AHEAD_MS + 60_000),
      },
    }),
  created: ({ body }) => nameOf(at(body, "id")),
  remove: (id, call) =>
    call.fetch(`${BASE_URL}${userPath(call)}/events/${encodeURIComponent(id)}`, {
      method: "DELETE",
      headers: headersOf(call),
    }),
  samples: {
    connection: {
      credentials: {
        accessToken: "eyJTEST.graph.TEST",
        clientSecret: "TEST~test",
        userId: "jane@example.com",
      },
    },
    create: {
      request: {
        method: "POST",
        url: "https://graph.microsoft.com/v1.0/users/jane%40example.com/events",
        headers: {},
        body: {
          json: {
            subject: "Causeway job_01jz8w3f6he5v8t2q4c0n7x9ka",
            showAs: "free",
            start: { dateTime: "2026-01-02T00:00:00", timeZone: "UTC" },
            end: { dateTime: "2026-01-02T00:01:00", timeZone: "UTC" },
          },
        },
      },
      answer: { status: 201, body: { id: "AAMkAG=" } },
    },
    id: "AAMkAG=",
    remove: {
      request: {
        method: "DELETE",
        url: "https://graph.microsoft.com/v1.0/users/jane%40example.com/events/AAMkAG%3D",
        headers: {},
      },
      answer: { status: 204, body: "" },
    },
  },
};
