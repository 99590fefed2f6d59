import { type GoodVector, type ProviderVectors, withoutProof } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "headers as on Google's page of push notifications",
  secret: "t_Jm0q1",
  method: "POST",
  url: "https://hooks.example.com/webhooks/google-calendar/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a change from the headers",
  headers: {
    "x-goog-channel-id": "01234567-89ab-cdef-0123456789ab",
    "x-goog-channel-token": "t_Jm0q1",
    "x-goog-resource-id": "ret08u3rv24htgh289g",
    "x-goog-resource-uri":
      "https://www.googleapis.com/calendar/v3/calendars/my%40example.com/events?alt=json",
    "x-goog-resource-state": "exists",
    "x-goog-message-number": "10",
  },
  events: [
    { id: "01234567-89ab-cdef-0123456789ab:10", type: "exists", subject: "ret08u3rv24htgh289g", time: null },
  ],
  effects: [
    {
      kind: "retrieval",
      action: "appointments.list_changes",
      input: { calendarId: "my@example.com" },
      changes: { subject: "my@example.com", since: "updatedMin", marginMs: 300_000 },
    },
  ],
  body: "",
};

const sync: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the first message of a channel",
  headers: {
    "x-goog-channel-id": "01234567-89ab-cdef-0123456789ab",
    "x-goog-channel-token": "t_Jm0q1",
    "x-goog-resource-id": "ret08u3rv24htgh289g",
    "x-goog-resource-uri":
      "https://www.googleapis.com/calendar/v3/calendars/my%40example.com/events?alt=json",
    "x-goog-resource-state": "sync",
    "x-goog-message-number": "1",
    "x-goog-channel-expiration": "Fri, 28 Nov 2026 08:00:00 GMT",
  },
  events: [
    { id: "01234567-89ab-cdef-0123456789ab:1", type: "sync", subject: "ret08u3rv24htgh289g", time: null },
  ],
  body: "",
};

const gone: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a deletion",
  headers: {
    "x-goog-channel-id": "01234567-89ab-cdef-0123456789ab",
    "x-goog-channel-token": "t_Jm0q1",
    "x-goog-resource-id": "ret08u3rv24htgh289g",
    "x-goog-resource-uri":
      "https://www.googleapis.com/calendar/v3/calendars/my%40example.com/events?alt=json",
    "x-goog-resource-state": "not_exists",
    "x-goog-message-number": "12",
  },
  events: [
    {
      id: "01234567-89ab-cdef-0123456789ab:12",
      type: "not_exists",
      subject: "ret08u3rv24htgh289g",
      time: null,
    },
  ],
  body: "",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    sync,
    gone,
    ...withoutProof(documented, { header: "x-goog-channel-token", otherSecret: "t_other" }),
  ],
  bodiless: true,
  outbound,
};
