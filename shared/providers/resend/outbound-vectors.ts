import { type ExpectedRequest, type OutboundVectors, SAMPLE_REFERENCE } from "../vectors.ts";
import { answers, error } from "./answer-vectors.ts";
import { registrationVectors } from "./registration-vectors.ts";

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
  connection: { credentials: { apiKey: API_KEY, defaultFrom: "Acme <hello@mail.example.com>" } },
  actions: {
    "emails.retrieve_received": {
      requests: [
        {
          title: "asks for one email, inline images as references",
          input: { id: "4ef9a417-02e9-4d39-ad75-9611e0fcc33c" },
          request: {
            method: "GET",
            url: "https://api.resend.com/emails/receiving/4ef9a417-02e9-4d39-ad75-9611e0fcc33c?html_format=cid",
            headers: {
              authorization: `Bearer ${API_KEY}`,
              "idempotency-key": SAMPLE_REFERENCE,
              "user-agent": "causeway",
            },
          },
        },
      ],
      invalid: [{ title: "an id that leads elsewhere", input: { id: "../domains" }, path: "id" }],
      results: [
        {
          title: "the text, and the message that it answers",
          status: 200,
          body: {
            object: "email",
            id: "4ef9a417",
            text: "Größe? \n> We have all.",
            html: "<p>other</p>",
            headers: { "In-Reply-To": "<sent@acme.dev>" },
          },
          result: {
            externalId: "4ef9a417",
            result: { id: "4ef9a417", text: "Größe? \n> We have all.", inReplyTo: "<sent@acme.dev>" },
          },
        },
        {
          title: "the words of the HTML where there is no text, as in Resend's documented sample",
          status: 200,
          body: {
            object: "email",
            id: "4ef9a417",
            text: null,
            html: "Congrats on sending your <strong>first email</strong>!",
            headers: null,
          },
          result: {
            externalId: "4ef9a417",
            result: { id: "4ef9a417", text: "Congrats on sending your first email!", inReplyTo: null },
          },
        },
      ],
    },
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
  registration: registrationVectors({ credentials: { apiKey: API_KEY } }),
};
