import { type ActionVectors, type MessageVector, type RequestVector, SAMPLE_REFERENCE } from "../vectors.ts";

export const API_KEY = "SG.TestTestTestTestTest00.TestTestTestTestTestTestTestTestTest";

const post = {
  method: "POST",
  url: "https://api.sendgrid.com/v3/mail/send",
  headers: {
    authorization: `Bearer ${API_KEY}`,
    "content-type": "application/json",
    "idempotency-key": null,
  },
};

const custom_args = { causeway_job: SAMPLE_REFERENCE };
const hi = { to: "a@example.com", subject: "Hi", text: "Hi" };
const content = [{ type: "text/plain", value: "Hi" }];

const everything: RequestVector = {
  title: "sends everything that an email with words of its own can have",
  input: {
    from: "Acme <hello@mail.example.com>",
    to: ["a@example.com", '"Ördög, Bea" <b@example.com>'],
    cc: "c@example.com",
    bcc: ["d@example.com"],
    replyTo: ["help@example.com", "Sales <sales@example.com>"],
    subject: "Größe",
    html: "<p>✓</p>",
    text: "✓",
    headers: {
      "List-Unsubscribe": "<https://u.example.com/u/abc>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
    attachments: [
      { filename: "a.pdf", content: "JVBERi0=", contentType: "application/pdf" },
      { filename: "b.png", content: "iVBORw==", contentId: "b" },
    ],
    categories: ["invoice", "north"],
    customArgs: { order: "42" },
    sendAt: "2026-01-01T10:00:00+01:00",
    batchId: "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi",
    unsubscribeGroup: { id: 10, shown: [10, 11] },
  },
  request: {
    ...post,
    body: {
      json: {
        personalizations: [
          {
            to: [{ email: "a@example.com" }, { email: "b@example.com", name: "Ördög, Bea" }],
            cc: [{ email: "c@example.com" }],
            bcc: [{ email: "d@example.com" }],
            custom_args: { order: "42", ...custom_args },
          },
        ],
        from: { email: "hello@mail.example.com", name: "Acme" },
        reply_to_list: [{ email: "help@example.com" }, { email: "sales@example.com", name: "Sales" }],
        subject: "Größe",
        content: [
          { type: "text/plain", value: "✓" },
          { type: "text/html", value: "<p>✓</p>" },
        ],
        attachments: [
          { filename: "a.pdf", content: "JVBERi0=", type: "application/pdf" },
          { filename: "b.png", content: "iVBORw==", content_id: "b", disposition: "inline" },
        ],
        headers: {
          "List-Unsubscribe": "<https://u.example.com/u/abc>",
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        categories: ["invoice", "north"],
        send_at: 1_767_258_000,
        batch_id: "HkJ5yLYULb7Rj8GKSx7u025ouWVlMgAi",
        asm: { group_id: 10, groups_to_display: [10, 11] },
      },
    },
  },
};

const requests: readonly RequestVector[] = [
  everything,
  {
    title: "prints a dynamic template, whose subject is its own, and sends nothing in the sandbox",
    input: {
      from: "hello@mail.example.com",
      to: "a@example.com",
      templateId: "d-0123456789abcdef0123456789abcdef",
      templateData: { name: "Ann", items: [{ count: 2 }] },
      sandbox: true,
    },
    request: {
      ...post,
      body: {
        json: {
          personalizations: [
            {
              to: [{ email: "a@example.com" }],
              dynamic_template_data: { name: "Ann", items: [{ count: 2 }] },
              custom_args,
            },
          ],
          from: { email: "hello@mail.example.com" },
          template_id: "d-0123456789abcdef0123456789abcdef",
          mail_settings: { sandbox_mode: { enable: true } },
        },
      },
    },
  },
  {
    title: "comes from the credential's sender where none is named, in the region of the key",
    connection: {
      credentials: {
        apiKey: API_KEY,
        region: "eu",
        fromEmail: "hello@mail.example.com",
        fromName: "Acme",
        replyTo: "help@example.com",
      },
    },
    input: hi,
    request: {
      ...post,
      url: "https://api.eu.sendgrid.com/v3/mail/send",
      body: {
        json: {
          personalizations: [{ to: [{ email: "a@example.com" }], custom_args }],
          from: { email: "hello@mail.example.com", name: "Acme" },
          reply_to: { email: "help@example.com" },
          subject: "Hi",
          content,
        },
      },
    },
  },
  {
    title: "comes from the connection's own sender before the credential's",
    connection: {
      credentials: { apiKey: API_KEY, fromEmail: "hello@mail.example.com" },
      config: { fromEmail: "north@mail.example.com", fromName: "North" },
    },
    input: hi,
    request: {
      ...post,
      body: {
        json: {
          personalizations: [{ to: [{ email: "a@example.com" }], custom_args }],
          from: { email: "north@mail.example.com", name: "North" },
          subject: "Hi",
          content,
        },
      },
    },
  },
];

export const email: ActionVectors = {
  requests,
  invalid: [
    { title: "no recipient", input: { subject: "Hi", text: "Hi" }, path: "to" },
    { title: "a recipient without an address", input: { ...hi, to: "Jane" }, path: "to" },
    {
      title: "1,001 recipients in all",
      input: { ...hi, to: Array.from({ length: 1_000 }, (_, n) => `n${n}@example.com`), cc: "c@example.com" },
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
      title: "a template and words",
      input: { ...hi, templateId: "d-0123456789abcdef0123456789abcdef" },
      path: "templateId",
    },
    { title: "data without a template", input: { ...hi, templateData: {} }, path: "templateData" },
    {
      title: "a template of the old kind",
      input: { to: "a@example.com", templateId: "x-1" },
      path: "templateId",
    },
    {
      title: "a header that would begin another",
      input: { ...hi, headers: { "X-A": "1\r\nBcc: x@y.z" } },
      path: "headers.X-A",
    },
    {
      title: "an attachment that is no base64",
      input: { ...hi, attachments: [{ filename: "a", content: "é" }] },
      path: "attachments.0.content",
    },
    {
      title: "the platform's own argument",
      input: { ...hi, customArgs: { causeway_job: "1" } },
      path: "customArgs.causeway_job",
    },
    { title: "eleven categories", input: { ...hi, categories: Array(11).fill("a") }, path: "categories" },
    { title: "a time that is none", input: { ...hi, sendAt: "tomorrow" }, path: "sendAt" },
    {
      title: "26 groups to choose from",
      input: { ...hi, unsubscribeGroup: { id: 1, shown: Array(26).fill(1) } },
      path: "unsubscribeGroup.shown",
    },
  ],
  results: [
    {
      title: "accepted, named by the header that the events begin with",
      status: 202,
      headers: { "x-message-id": "LRzXl_NHStOGhQ4kofSm_A" },
      body: "",
      result: { externalId: "LRzXl_NHStOGhQ4kofSm_A", result: { id: "LRzXl_NHStOGhQ4kofSm_A" } },
    },
    {
      title: "good in the sandbox, where nothing is sent",
      status: 200,
      body: "",
      result: { externalId: null, result: { id: null } },
    },
  ],
};

export const messages: readonly MessageVector[] = [
  {
    title: "an email",
    message: {
      channel: "email",
      to: "Ann <a@example.com>",
      from: "hello@mail.example.com",
      subject: "Hi",
      text: "Hi",
      html: "<p>Hi</p>",
      replyTo: "help@example.com",
      attachments: [{ filename: "a.txt", content: "SGk=", contentType: "text/plain" }],
    },
    input: {
      to: "Ann <a@example.com>",
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
    title: "an email by a dynamic template",
    message: {
      channel: "email",
      to: "a@example.com",
      template: { id: "d-f43daeeaef504760851f727007e0b5d0", data: { items: [{ name: "Tea" }] } },
    },
    input: {
      to: "a@example.com",
      templateId: "d-f43daeeaef504760851f727007e0b5d0",
      templateData: { items: [{ name: "Tea" }] },
    },
  },
];
