import { type GoodVector, type ProviderVectors, withoutProof } from "../vectors.ts";

const request = {
  source: "a request as a Zap makes it",
  secret: "tok_3f9c",
  method: "POST",
  url: "https://hooks.example.com/webhooks/zapier/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a token in the header",
  headers: { "content-type": "application/json", "x-hook-token": "tok_3f9c" },
  events: [{ id: "zap-row-1", type: "contact.upsert", subject: "zap-row-1", time: null }],
  body: '{"id":"zap-row-1","type":"contact.upsert","email":"ada@example.com"}',
};

const inUrl: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a token in the URL",
  headers: { "content-type": "application/json" },
  events: [{ id: "zap-row-2", type: "contact.upsert", subject: "zap-row-2", time: null }],
  url: "https://hooks.example.com/webhooks/zapier/ep_1?token=tok_3f9c",
  body: '{"id":"zap-row-2","type":"contact.upsert","name":"Zoë"}',
};

const form: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a form, and prefers the key of the request",
  headers: {
    "content-type": "application/x-www-form-urlencoded",
    "x-hook-token": "tok_3f9c",
    "idempotency-key": "zap-run-7",
  },
  events: [{ id: "zap-run-7", type: "lead", subject: null, time: null }],
  body: "name=Zo%C3%AB&type=lead",
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: { "content-type": "application/json", "x-hook-token": "tok_3f9c" },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    inUrl,
    form,
    unparsed,
    ...withoutProof(documented, { header: "x-hook-token", otherSecret: "tok_other" }),
  ],
};
