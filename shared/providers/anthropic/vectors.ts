import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const request = {
  source: "signed by the algorithm of Standard Webhooks",
  secret: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
  method: "POST",
  url: "https://hooks.example.com/webhooks/anthropic/ep_1",
  now: 1_795_168_800_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies what Anthropic's own library accepts",
  headers: {
    "content-type": "application/json",
    "webhook-id": "msg_01anthropic",
    "webhook-timestamp": "1795168800",
    "webhook-signature": "v1,7pJwrmQGml/ff2QSdjWDQ1Rd8s1cn3MtA9DApBnEZu8=",
  },
  events: [{ id: "whevt_01ABC", type: "session.status_idled", subject: "sesn_01XYZ", time: 1795168800000 }],
  source: "@anthropic-ai/sdk, client.beta.webhooks.unwrap",
  body: '{"type":"event","id":"whevt_01ABC","created_at":"2026-11-20T10:00:00Z","data":{"type":"session.status_idled","id":"sesn_01XYZ","organization_id":"org_1","workspace_id":"wrkspc_1"}}',
};

const vault: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a credential that does not refresh",
  headers: {
    "content-type": "application/json",
    "webhook-id": "msg_02anthropic",
    "webhook-timestamp": "1795168800",
    "webhook-signature": "v1,FgKKUh3meiWmDLuHUL5vNnHp7ZQ0B4pRY7HkG0Bm+l8=",
  },
  events: [
    {
      id: "whevt_01DEF",
      type: "vault_credential.refresh_failed",
      subject: "vcrd_01XYZ",
      time: 1795168800000,
    },
  ],
  body: '{"type":"event","id":"whevt_01DEF","created_at":"2026-11-20T10:00:00Z","data":{"type":"vault_credential.refresh_failed","id":"vcrd_01XYZ","note":"Zoë"}}',
};

const run: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a run",
  headers: {
    "content-type": "application/json",
    "webhook-id": "msg_03anthropic",
    "webhook-timestamp": "1795168800",
    "webhook-signature": "v1,0a+0iHyHyZKSWdQ2Ll6LHdQYqqbOL1ImrN2AMicar3o=",
  },
  events: [
    { id: "whevt_01GHI", type: "deployment_run.succeeded", subject: "deprun_01XYZ", time: 1795168800000 },
  ],
  body: '{"type":"event","id":"whevt_01GHI","created_at":"2026-11-20T10:00:00Z","data":{"type":"deployment_run.succeeded","id":"deprun_01XYZ"}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "webhook-id": "msg_04anthropic",
    "webhook-timestamp": "1795168800",
    "webhook-signature": "v1,210bir4WnCY7pmwDICQtGZCPxkJV7TyyVeHMCt9izHE=",
  },
  events: "unparsed",
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    vault,
    run,
    unparsed,
    ...refusals(documented, {
      header: "webhook-signature",
      otherSecret: "whsec_YW5vdGhlci1rZXktb2YtdGhpcnR5LXR3by1ieXRlcw==",
      staleAfterMs: 301000,
    }),
  ],
  outbound,
};
