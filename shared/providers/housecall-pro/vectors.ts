import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";

const request = {
  source: "signed as live deliveries are: HMAC-SHA256 over timestamp, dot and body",
  secret: "hcp_signing_secret",
  method: "POST",
  url: "https://hooks.example.com/webhooks/housecall-pro/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a live form, and composes an id",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "70a404582ab2cd353bb28041f2cd53f2ab4efd3885ccd45a67f17f44b434c684",
  },
  events: [
    {
      id: "job.scheduled|job_1|2026-01-15T12:30:00Z",
      type: "job.scheduled",
      subject: "job_1",
      time: 1768480200000,
    },
  ],
  now: 1768480200000,
  body: '{"event":"job.scheduled","event_occurred_at":"2026-01-15T12:30:00Z","company_id":"co_1","job":{"id":"job_1","work_status":"scheduled"}}',
};

const customer: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a customer",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "ed6b9fa634f7f154b817d1d14ecaa830ed6311b4b2570cbb6ae61565f25ead3a",
  },
  events: [
    {
      id: "customer.created|cus_1|2026-01-15T12:30:00Z",
      type: "customer.created",
      subject: "cus_1",
      time: 1768480200000,
    },
  ],
  now: 1768480200000,
  body: '{"event":"customer.created","event_occurred_at":"2026-01-15T12:30:00Z","company_id":"co_1","customer":{"id":"cus_1","first_name":"Zoë"}}',
};

const data: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the form of older documents, with the record in data",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "32f6bb9e72f296bd0a416c2c587bbe8a4606d2241231d21fc9a6d19df59a99dd",
  },
  events: [
    {
      id: "invoice.paid|inv_1|2026-01-15T12:30:00Z",
      type: "invoice.paid",
      subject: "inv_1",
      time: 1768480200000,
    },
  ],
  now: 1768480200000,
  body: '{"event":"invoice.paid","created_at":"2026-01-15T12:30:00Z","data":{"id":"inv_1"}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "api-timestamp": "1768480200",
    "api-signature": "5d96f79bd317da7d6802b9a8bdfbac2afdd5d0ec92ebdbda7d8d8d6b0f391072",
  },
  events: "unparsed",
  now: 1768480200000,
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    customer,
    data,
    unparsed,
    ...refusals(documented, { header: "api-signature", otherSecret: "another", staleAfterMs: 301000 }),
  ],
  handshakes: [
    {
      title: "answers the unsigned probe when the URL is saved",
      method: "POST",
      url: "https://hooks.example.com/webhooks/housecall-pro/ep_1",
      headers: { "content-type": "application/json" },
      body: '{"foo":"bar"}',
      verified: false,
      reply: {
        status: 200,
        headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
        body: "",
      },
    },
    {
      title: "takes an unsigned event for none",
      method: "POST",
      url: "https://hooks.example.com/webhooks/housecall-pro/ep_1",
      headers: { "content-type": "application/json" },
      body: '{"event":"job.created"}',
      verified: false,
      reply: null,
    },
  ],
};
