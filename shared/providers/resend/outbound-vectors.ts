import { type ExpectedRequest, type OutboundVectors, SAMPLE_REFERENCE } from "../vectors.ts";
import { answers, error } from "./answer-vectors.ts";
import { received } from "./received-vectors.ts";
import { registrationVectors } from "./registration-vectors.ts";
import { optOuts, others } from "./scheduling-vectors.ts";

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

export const outbound: OutboundVectors = {
  optOuts,
  connection: { credentials: { apiKey: API_KEY, defaultFrom: "Acme <hello@mail.example.com>" } },
  actions: {
    ...others,
    ...received,
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
          title: "prints a template later, to those who did not leave its topic",
          input: {
            to: "a@example.com",
            subject: "Hi",
            template: { id: "welcome", variables: { name: "Ann", count: 2 } },
            scheduledAt: "2026-01-02T09:00:00Z",
            topicId: "b6d24b8e-af0b-4c3c-be0c-359bbd97381e",
          },
          request: {
            ...post,
            body: {
              json: {
                from: "Acme <hello@mail.example.com>",
                to: "a@example.com",
                subject: "Hi",
                template: { id: "welcome", variables: { name: "Ann", count: 2 } },
                scheduled_at: "2026-01-02T09:00:00Z",
                topic_id: "b6d24b8e-af0b-4c3c-be0c-359bbd97381e",
                tags: [tag],
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
        {
          title: "a subject of two lines",
          input: { to: "a@example.com", subject: "Hi\r\nBcc: b@example.com", text: "Hi" },
          path: "subject",
        },
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
          input: { to: "a@example.com", subject: "Hi", text: "Hi", react: "<Hi/>" },
          path: "react",
        },
        {
          title: "a template and words",
          input: { to: "a@example.com", subject: "Hi", text: "Hi", template: { id: "welcome" } },
          path: "template",
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
    {
      title: "an email by a template of Resend's, with the template's own subject",
      message: {
        channel: "email",
        to: "a@example.com",
        template: { id: "order-confirmation", data: { PRODUCT: "Tea", PRICE: 4.5 } },
      },
      input: {
        to: "a@example.com",
        template: { id: "order-confirmation", variables: { PRODUCT: "Tea", PRICE: 4.5 } },
      },
    },
  ],
  registration: registrationVectors({ credentials: { apiKey: API_KEY } }),
};
