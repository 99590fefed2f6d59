import {
  type AnswerVector,
  type ExpectedRequest,
  type OutboundVectors,
  SAMPLE_REFERENCE,
  type SampleAnswer,
} from "../vectors.ts";

const API_KEY = "re_TestKeyT_TestKeyTestKeyTestKeyTest";

const post = {
  method: "POST",
  url: "https://api.resend.com/emails",
  headers: {
    authorization: `Bearer ${API_KEY}`,
    "content-type": "application/json",
    "idempotency-key": SAMPLE_REFERENCE,
    "user-agent": "causeway",
  },
};
const tag = { name: "causeway_job", value: SAMPLE_REFERENCE };

const listDomains: ExpectedRequest = {
  method: "GET",
  url: "https://api.resend.com/domains?limit=1",
  headers: { authorization: `Bearer ${API_KEY}`, "user-agent": "causeway" },
};

function error(
  statusCode: number,
  name: string,
  headers: Readonly<Record<string, string>> = {},
): SampleAnswer {
  return { status: statusCode, headers, body: { statusCode, name, message: `About ${name}.` } };
}

function refused(status: number, name: string): AnswerVector {
  return { title: `${status} ${name}`, ...error(status, name), outcome: { kind: "refused", code: name } };
}

const answers: readonly AnswerVector[] = [
  {
    title: "429 with Retry-After in seconds",
    ...error(429, "rate_limit_exceeded", { "retry-after": "2" }),
    outcome: { kind: "throttle", code: "rate_limit_exceeded", retryAfterMs: 2_000 },
  },
  {
    title: "429 with Retry-After as a date",
    ...error(429, "rate_limit_exceeded", { "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }),
    outcome: { kind: "throttle", code: "rate_limit_exceeded", retryAfterMs: 30_000 },
  },
  {
    title: "429 without Retry-After",
    ...error(429, "rate_limit_exceeded"),
    outcome: { kind: "throttle", code: "rate_limit_exceeded", retryAfterMs: null },
  },
  {
    title: "429 for the day's quota, whatever Retry-After says",
    ...error(429, "daily_quota_exceeded", { "retry-after": "1" }),
    outcome: { kind: "throttle", code: "daily_quota_exceeded", retryAfterMs: 3_600_000 },
  },
  {
    title: "429 for the month's quota",
    ...error(429, "monthly_quota_exceeded"),
    outcome: { kind: "throttle", code: "monthly_quota_exceeded", retryAfterMs: 3_600_000 },
  },
  {
    title: "409 while the first request with the key runs",
    ...error(409, "concurrent_idempotent_requests"),
    outcome: { kind: "retry", code: "concurrent_idempotent_requests", retryAfterMs: null },
  },
  {
    title: "401 without a key",
    ...error(401, "missing_api_key"),
    outcome: { kind: "reauthorise", code: "missing_api_key" },
  },
  {
    title: "403 with a key that is none",
    ...error(403, "invalid_api_key"),
    outcome: { kind: "reauthorise", code: "invalid_api_key" },
  },
  {
    title: "401 by another name",
    ...error(401, "expired_api_key"),
    outcome: { kind: "reauthorise", code: "http_401" },
  },
  refused(400, "invalid_idempotency_key"),
  refused(401, "restricted_api_key"),
  refused(403, "validation_error"),
  refused(409, "invalid_idempotent_request"),
  refused(422, "missing_required_field"),
  refused(451, "security_error"),
  {
    title: "403 of the edge in front of the API",
    status: 403,
    body: "error code: 1010",
    outcome: { kind: "refused", code: "http_403" },
  },
  {
    title: "500, under a key",
    ...error(500, "internal_server_error"),
    outcome: { kind: "retry", code: "http_500", retryAfterMs: null },
  },
  {
    title: "502 of a proxy, under a key",
    status: 502,
    body: "<html>Bad gateway</html>",
    outcome: { kind: "retry", code: "http_502", retryAfterMs: null },
  },
];

export const outbound: OutboundVectors = {
  connection: { credentials: { apiKey: API_KEY, defaultFrom: "Acme <hello@mail.example.com>" } },
  actions: {
    "email.send": {
      requests: [
        {
          title: "sends everything an email can have",
          input: {
            from: "hello@mail.example.com",
            to: ["a@example.com", "Bea Ördög <b@example.com>"],
            cc: "c@example.com",
            bcc: ["d@example.com"],
            replyTo: "help@example.com",
            subject: "Größe",
            html: "<p>✓</p>",
            text: "✓",
            headers: {
              "List-Unsubscribe": "<https://u.example.com/u/abc>",
              "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            attachments: [
              { filename: "a.pdf", content: "JVBERi0=", contentType: "application/pdf", contentId: "a" },
            ],
            tags: [{ name: "kind", value: "invoice" }],
          },
          request: {
            ...post,
            body: {
              json: {
                from: "hello@mail.example.com",
                to: ["a@example.com", "Bea Ördög <b@example.com>"],
                cc: "c@example.com",
                bcc: ["d@example.com"],
                reply_to: "help@example.com",
                subject: "Größe",
                html: "<p>✓</p>",
                text: "✓",
                headers: {
                  "List-Unsubscribe": "<https://u.example.com/u/abc>",
                  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
                attachments: [
                  {
                    filename: "a.pdf",
                    content: "JVBERi0=",
                    content_type: "application/pdf",
                    content_id: "a",
                  },
                ],
                tags: [{ name: "kind", value: "invoice" }, tag],
              },
            },
          },
        },
        {
          title: "comes from the credential's sender where none is named",
          input: { to: "a@example.com", subject: "Hi", text: "Hi" },
          request: {
            ...post,
            body: {
              json: {
                from: "Acme <hello@mail.example.com>",
                to: "a@example.com",
                subject: "Hi",
                text: "Hi",
                tags: [tag],
              },
            },
          },
        },
        {
          title: "comes from the connection's own sender before the credential's",
          connection: {
            credentials: { apiKey: API_KEY, defaultFrom: "Acme <hello@mail.example.com>" },
            config: { defaultFrom: "north@mail.example.com" },
          },
          input: { to: "a@example.com", subject: "Hi", html: "<p>Hi</p>" },
          request: {
            ...post,
            body: {
              json: {
                from: "north@mail.example.com",
                to: "a@example.com",
                subject: "Hi",
                html: "<p>Hi</p>",
                tags: [tag],
              },
            },
          },
        },
      ],
      invalid: [
        { title: "no recipient", input: { subject: "Hi", text: "Hi" }, path: "to" },
        {
          title: "a recipient without an address",
          input: { to: "Jane", subject: "Hi", text: "Hi" },
          path: "to",
        },
        {
          title: "51 recipients",
          input: { to: Array.from({ length: 51 }, (_, n) => `n${n}@example.com`), subject: "Hi", text: "Hi" },
          path: "to",
        },
        { title: "no subject", input: { to: "a@example.com", text: "Hi" }, path: "subject" },
        { title: "no content", input: { to: "a@example.com", subject: "Hi" }, path: "text" },
        {
          title: "a header that would begin another",
          input: { to: "a@example.com", subject: "Hi", text: "Hi", headers: { "X-A": "1\r\nBcc: x@y.z" } },
          path: "headers.X-A",
        },
        {
          title: "an attachment that is no base64",
          input: {
            to: "a@example.com",
            subject: "Hi",
            text: "Hi",
            attachments: [{ filename: "a", content: "é" }],
          },
          path: "attachments.0.content",
        },
        {
          title: "the platform's own tag",
          input: {
            to: "a@example.com",
            subject: "Hi",
            text: "Hi",
            tags: [{ name: "causeway_job", value: "1" }],
          },
          path: "tags.0.name",
        },
        {
          title: "a field that Resend has and we have not",
          input: { to: "a@example.com", subject: "Hi", text: "Hi", scheduledAt: "2026-01-01T00:00:00Z" },
          path: "scheduledAt",
        },
      ],
      results: [
        {
          title: "accepted",
          status: 200,
          body: { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" },
          result: {
            externalId: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794",
            result: { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" },
          },
        },
      ],
    },
  },
  answers,
  connections: [
    {
      title: "takes a key with full access",
      exchanges: [
        {
          request: listDomains,
          answer: { status: 200, body: { object: "list", data: [], has_more: false } },
        },
      ],
      verdict: { account: null },
    },
    {
      title: "takes a key that may only send",
      exchanges: [{ request: listDomains, answer: error(401, "restricted_api_key") }],
      verdict: { account: null },
    },
    {
      title: "refuses a key that is none",
      exchanges: [{ request: listDomains, answer: error(403, "invalid_api_key") }],
      verdict: { status: "needs_reauth", code: "invalid_api_key" },
    },
    {
      title: "learns nothing from a failure of Resend's",
      exchanges: [{ request: listDomains, answer: error(500, "application_error") }],
      verdict: { status: "error", code: "http_500" },
    },
  ],
  messages: [
    {
      title: "an email",
      message: {
        channel: "email",
        to: "a@example.com",
        from: "hello@mail.example.com",
        subject: "Hi",
        text: "Hi",
        html: "<p>Hi</p>",
        replyTo: "help@example.com",
        attachments: [{ filename: "a.txt", content: "SGk=", contentType: "text/plain" }],
      },
      input: {
        to: "a@example.com",
        from: "hello@mail.example.com",
        subject: "Hi",
        text: "Hi",
        html: "<p>Hi</p>",
        replyTo: "help@example.com",
        attachments: [{ filename: "a.txt", content: "SGk=", contentType: "text/plain" }],
      },
    },
    {
      title: "an email without a sender of its own",
      message: { channel: "email", to: "a@example.com", subject: "Hi", text: "Hi" },
      input: { to: "a@example.com", subject: "Hi", text: "Hi" },
    },
  ],
};
