import { type ActionVectors, type ExpectedRequest, type OptOutVector, SAMPLE_REFERENCE } from "../vectors.ts";

const ID = "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794";
const SUPPRESSION = "e169aa45-1ecf-4183-9955-b1499d5701d3";

function request(method: string, path: string, json?: unknown): ExpectedRequest {
  return {
    method,
    url: `https://api.resend.com${path}`,
    headers: {
      authorization: "Bearer re_TestKeyT_TestKeyTestKeyTestKeyTest",
      "idempotency-key": SAMPLE_REFERENCE,
      "user-agent": "causeway",
    },
    ...(json === undefined ? {} : { body: { json } }),
  };
}

const missing = { status: 404, body: { statusCode: 404, name: "not_found", message: "Not found" } };

/** What becomes of emails that are scheduled, and of addresses that get nothing more. */
export const others: Readonly<Record<string, ActionVectors>> = {
  "email.cancel": {
    requests: [{ title: "names it", input: { id: ID }, request: request("POST", `/emails/${ID}/cancel`) }],
    invalid: [{ title: "an id that leads elsewhere", input: { id: "../x" }, path: "id" }],
    results: [
      {
        title: "cancelled",
        status: 200,
        body: { object: "email", id: ID },
        result: { externalId: ID, result: { id: ID } },
      },
    ],
  },
  "email.retrieve": {
    requests: [{ title: "names it", input: { id: ID }, request: request("GET", `/emails/${ID}`) }],
    invalid: [{ title: "an id that leads elsewhere", input: { id: "../x" }, path: "id" }],
    results: [
      {
        title: "delivered, without its words",
        status: 200,
        body: {
          object: "email",
          id: ID,
          to: ["delivered@resend.dev"],
          html: "<p>Hi</p>",
          last_event: "delivered",
          scheduled_at: null,
        },
        result: { externalId: null, result: { id: ID, lastEvent: "delivered", scheduledAt: null } },
      },
    ],
  },
  "email.reschedule": {
    requests: [
      {
        title: "says when",
        input: { id: ID, scheduledAt: "2026-01-02T09:00:00+01:00" },
        request: request("PATCH", `/emails/${ID}`, { scheduled_at: "2026-01-02T09:00:00+01:00" }),
      },
    ],
    invalid: [{ title: "a time in words", input: { id: ID, scheduledAt: "in 1 hour" }, path: "scheduledAt" }],
    results: [
      {
        title: "moved",
        status: 200,
        body: { object: "email", id: ID },
        result: { externalId: ID, result: { id: ID } },
      },
    ],
  },
  "contact.update": {
    requests: [
      {
        title: "says of the address that it gets no broadcasts",
        input: { email: "a+b@example.com", unsubscribed: true },
        request: request("PATCH", "/contacts/a%2Bb%40example.com", { unsubscribed: true }),
      },
    ],
    invalid: [{ title: "no address", input: { email: "Jane", unsubscribed: true }, path: "email" }],
    results: [
      {
        title: "changed",
        status: 200,
        body: { object: "contact", id: ID },
        result: { externalId: ID, result: { id: ID } },
      },
    ],
    done: [missing],
  },
  "suppression.add": {
    requests: [
      {
        title: "by the address",
        input: { email: "a@example.com" },
        request: request("POST", "/suppressions", { email: "a@example.com" }),
      },
    ],
    invalid: [{ title: "no address", input: { email: "Jane" }, path: "email" }],
    results: [
      {
        title: "added",
        status: 201,
        body: { object: "suppression", id: SUPPRESSION },
        result: { externalId: SUPPRESSION, result: { id: SUPPRESSION } },
      },
    ],
  },
  "suppression.remove": {
    requests: [
      {
        title: "by the address, whatever is in it",
        input: { email: "a+b/c@example.com" },
        request: request("DELETE", "/suppressions/a%2Bb%2Fc%40example.com"),
      },
    ],
    invalid: [{ title: "no address", input: { email: "../x" }, path: "email" }],
    results: [
      {
        title: "removed",
        status: 200,
        body: { object: "suppression", id: SUPPRESSION, deleted: true },
        result: { externalId: null, result: { isRemoved: true } },
      },
    ],
    done: [missing],
  },
  "suppression.list": {
    requests: [
      { title: "all, from the first", input: {}, request: request("GET", "/suppressions?limit=100") },
      {
        title: "a page of one origin",
        input: { origin: "complaint", limit: 10, after: SUPPRESSION },
        request: request("GET", `/suppressions?limit=10&origin=complaint&after=${SUPPRESSION}`),
      },
    ],
    invalid: [
      { title: "an origin that there is not", input: { origin: "whim" }, path: "origin" },
      { title: "more than a page", input: { limit: 101 }, path: "limit" },
    ],
    results: [
      {
        title: "who, and since when",
        status: 200,
        body: {
          object: "list",
          has_more: true,
          data: [
            {
              id: SUPPRESSION,
              email: "a@example.com",
              origin: "bounce",
              source_id: null,
              created_at: "2023-10-06 23:47:56.678+00",
            },
          ],
        },
        result: {
          externalId: null,
          result: {
            suppressions: [
              {
                id: SUPPRESSION,
                email: "a@example.com",
                origin: "bounce",
                createdAt: "2023-10-06 23:47:56.678+00",
              },
            ],
            hasMore: true,
          },
        },
      },
    ],
  },
};

const address = "a@example.com";

export const optOuts: readonly OptOutVector[] = [
  {
    channel: "email",
    scope: "marketing",
    address,
    tell: { action: "contact.update", input: { email: address, unsubscribed: true } },
    takeBack: { action: "contact.update", input: { email: address, unsubscribed: false } },
  },
  {
    channel: "email",
    scope: "everything",
    address,
    tell: { action: "suppression.add", input: { email: address } },
    takeBack: { action: "suppression.remove", input: { email: address } },
  },
];
