import { type ActionVectors, type ExpectedRequest, type OptOutVector, SAMPLE_REFERENCE } from "../vectors.ts";
import { API_KEY } from "./email-vectors.ts";

const authorization = `Bearer ${API_KEY}`;
const repeatable = { authorization, "idempotency-key": SAMPLE_REFERENCE };

function request(method: string, path: string, json?: unknown): ExpectedRequest {
  return {
    method,
    url: `https://api.sendgrid.com${path}`,
    headers: repeatable,
    ...(json === undefined ? {} : { body: { json } }),
  };
}

/** The actions beside sending. */
export const others: Readonly<Record<string, ActionVectors>> = {
  "mail_batch.create": {
    requests: [{ title: "asks for an id", input: {}, request: request("POST", "/v3/mail/batch") }],
    invalid: [{ title: "a field", input: { batchId: "a" }, path: "batchId" }],
    results: [
      {
        title: "the id",
        status: 201,
        body: { batch_id: "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi" },
        result: {
          externalId: "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi",
          result: { batchId: "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi" },
        },
      },
    ],
  },
  "scheduled_send.cancel": {
    lookups: [
      {
        title: "reads the batch's state, which must be the one wanted",
        input: { batchId: "abc", status: "cancel" },
        request: {
          ...request("GET", "/v3/user/scheduled_sends/abc"),
          headers: { authorization, "idempotency-key": null },
        },
        answers: [
          {
            answer: { status: 200, body: [{ batch_id: "abc", status: "cancel" }] },
            result: { externalId: null, result: { batchId: "abc", status: "cancel" } },
          },
          { answer: { status: 200, body: [] }, result: null },
          { answer: { status: 200, body: [{ batch_id: "abc", status: "pause" }] }, result: null },
        ],
      },
    ],
    requests: [
      {
        title: "cancels unless told to pause",
        input: { batchId: "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi" },
        request: {
          ...request("POST", "/v3/user/scheduled_sends", {
            batch_id: "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi",
            status: "cancel",
          }),
          headers: { authorization, "idempotency-key": null },
        },
      },
    ],
    invalid: [{ title: "an id that leads elsewhere", input: { batchId: "../a" }, path: "batchId" }],
    results: [
      {
        title: "what it is now",
        status: 201,
        body: { batch_id: "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi", status: "cancel" },
        result: {
          externalId: null,
          result: { batchId: "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi", status: "cancel" },
        },
      },
    ],
  },
  "suppression.add": {
    requests: [
      {
        title: "for all emails",
        input: { emails: ["a@example.com", "b@example.com"] },
        request: request("POST", "/v3/asm/suppressions/global", {
          recipient_emails: ["a@example.com", "b@example.com"],
        }),
      },
      {
        title: "for those of a group",
        input: { emails: ["a@example.com"], groupId: 10 },
        request: request("POST", "/v3/asm/groups/10/suppressions", { recipient_emails: ["a@example.com"] }),
      },
    ],
    invalid: [
      { title: "nobody", input: { emails: [] }, path: "emails" },
      { title: "no address", input: { emails: ["Jane"] }, path: "emails.0" },
    ],
    results: [
      {
        title: "how many",
        status: 201,
        body: { recipient_emails: ["a@example.com", "b@example.com"] },
        result: { externalId: null, result: { added: 2 } },
      },
    ],
  },
  "suppression.remove": {
    requests: [
      {
        title: "by the address, whatever is in it",
        input: { email: "a+b/c@example.com" },
        request: request("DELETE", "/v3/asm/suppressions/global/a%2Bb%2Fc%40example.com"),
      },
      {
        title: "of a group",
        input: { email: "a@example.com", groupId: 7 },
        request: request("DELETE", "/v3/asm/groups/7/suppressions/a%40example.com"),
      },
    ],
    done: [{ status: 404, body: { errors: [{ message: "resource not found" }] } }],
    invalid: [{ title: "no address", input: { email: "../x" }, path: "email" }],
    results: [{ title: "gone", status: 204, body: undefined, result: { externalId: null, result: {} } }],
  },
  "suppression.list": {
    requests: [
      {
        title: "all of a list, from the first",
        input: { list: "spam_reports" },
        request: request("GET", "/v3/suppression/spam_reports?limit=100&offset=0"),
      },
      {
        title: "a page of a time, in Unix seconds",
        input: {
          list: "bounces",
          since: "2026-01-01T00:00:00Z",
          until: "2026-01-02T00:00:00Z",
          limit: 10,
          offset: 20,
        },
        request: request(
          "GET",
          "/v3/suppression/bounces?limit=10&offset=20&start_time=1767225600&end_time=1767312000",
        ),
      },
    ],
    invalid: [
      { title: "a list that there is not", input: { list: "friends" }, path: "list" },
      { title: "more than a page", input: { list: "bounces", limit: 101 }, path: "limit" },
    ],
    results: [
      {
        title: "who, why and since when",
        status: 200,
        body: [
          {
            created: 1_767_225_600,
            email: "a@example.com",
            reason: "550 5.1.1 no such user",
            status: "5.1.1",
          },
          { created: 1_767_225_601, email: "b@example.com" },
        ],
        result: {
          externalId: null,
          result: {
            suppressions: [
              {
                email: "a@example.com",
                reason: "550 5.1.1 no such user",
                status: "5.1.1",
                created: 1_767_225_600,
              },
              { email: "b@example.com", reason: null, status: null, created: 1_767_225_601 },
            ],
          },
        },
      },
    ],
  },
};

const address = "a@example.com";

const inGroup = (config: Readonly<Record<string, unknown>>): OptOutVector => ({
  channel: "email",
  scope: "marketing",
  address,
  config,
  tell: { action: "suppression.add", input: { emails: [address], groupId: 7 } },
  takeBack: { action: "suppression.remove", input: { email: address, groupId: 7 } },
});

const unnamed = (config: Readonly<Record<string, unknown>>): OptOutVector => ({
  channel: "email",
  scope: "marketing",
  address,
  config,
  tell: null,
  takeBack: null,
});

export const optOuts: readonly OptOutVector[] = [
  inGroup({ unsubscribeGroupId: 7 }),
  inGroup({ unsubscribeGroupId: "7" }),
  unnamed({}),
  unnamed({ unsubscribeGroupId: "all" }),
  unnamed({ unsubscribeGroupId: -7 }),
  {
    channel: "email",
    scope: "everything",
    address,
    tell: { action: "suppression.add", input: { emails: [address] } },
    takeBack: { action: "suppression.remove", input: { email: address } },
  },
];
