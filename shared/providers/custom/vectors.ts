import type { SchemeInput } from "../../signatures/scheme.ts";
import { type GoodVector, type ProviderVectors, refused } from "../vectors.ts";

const NOW = 1_767_225_600_000;
const BODY = '{"id":"evt_1","type":"test.event","data":{"n":1,"name":"Zoë"}}';

const request = {
  source: "node:crypto",
  secret: "test_secret",
  method: "POST",
  url: "https://hooks.example.com/webhooks/custom/ep_1",
  now: NOW,
};

const timestampedScheme: SchemeInput = {
  kind: "hmac",
  algorithm: "sha256",
  signature: { from: { header: "X-Signature" }, encoding: "hex" },
  timestamp: { from: { header: "X-Timestamp" }, unit: "s" },
  content: [{ timestamp: true }, ".", { body: "raw" }],
  id: { json: "/id" },
  type: { json: "/type" },
};

const timestamped: GoodVector = {
  ...request,
  kind: "good",
  title: "reads id and type of a JSON body where the scheme says",
  scheme: timestampedScheme,
  headers: {
    "content-type": "application/json",
    "x-timestamp": "1767225600",
    "x-signature": "4fbb9d9248bc6f726f646db1c754aa2bf9d1e13fd03932aff15653151fc33ebe",
  },
  body: BODY,
  events: [{ id: "evt_1", type: "test.event", subject: null, time: null }],
};

const standard: GoodVector = {
  ...request,
  kind: "good",
  title: "takes Standard Webhooks with the id and the time from headers",
  source: "standardwebhooks 1.1.1: Webhook.sign",
  secret: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
  scheme: {
    kind: "hmac",
    algorithm: "sha256",
    key: { strip: ["whsec_"], decode: "base64" },
    signature: {
      from: { header: "webhook-signature" },
      list: { separator: "space" },
      prefix: "v1,",
      encoding: "base64",
    },
    timestamp: { from: { header: "webhook-timestamp" }, unit: "s" },
    content: [{ value: { header: "webhook-id" } }, ".", { timestamp: true }, ".", { body: "raw" }],
    id: { header: "webhook-id" },
    time: { from: { header: "webhook-timestamp" }, unit: "s" },
  },
  headers: {
    "content-type": "application/json",
    "webhook-id": "msg_test_1",
    "webhook-timestamp": "1767225600",
    "webhook-signature": "v1,wFxi6KpaZ33O993SWDurZF6eR1ew4x/QPaSYwZ4LqAI=",
  },
  body: BODY,
  events: [{ id: "msg_test_1", type: "event", subject: null, time: NOW }],
};

const form: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the fields of a form under a token in the URL",
  source: "no signature: the secret itself",
  url: "https://hooks.example.com/webhooks/custom/ep_1?token=test_secret",
  scheme: {
    kind: "token",
    from: { query: "token" },
    id: [{ form: "reference" }, { form: "id" }],
    type: { form: "kind" },
    time: { from: { form: "at" }, unit: "iso" },
  },
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "id=42&kind=lead.created&at=2026-01-01T00%3A00%3A00Z",
  events: [{ id: "42", type: "lead.created", subject: null, time: NOW }],
};

const marked: GoodVector = {
  ...form,
  title: "reads JSON after a byte order mark",
  scheme: {
    kind: "token",
    from: { query: "token" },
    id: { json: "/n" },
    time: { from: { json: "/ms" }, unit: "ms" },
  },
  headers: { "content-type": "application/json" },
  body: '\uFEFF{"n":7,"ms":1767225600123}',
  events: [{ id: "7", type: "event", subject: null, time: 1_767_225_600_123 }],
};

const xml: GoodVector = {
  ...form,
  title: "leaves a body unread that is neither JSON nor a form",
  headers: { "content-type": "text/xml" },
  body: "<lead/>",
  events: "unparsed",
};

const latin: GoodVector = {
  ...marked,
  title: "leaves JSON unread that is not UTF-8",
  body: { base64: "eyJuYW1lIjoiWm/rIn0=" },
  events: "unparsed",
};

export const vectors: ProviderVectors = {
  webhooks: [
    timestamped,
    standard,
    form,
    marked,
    xml,
    latin,
    refused(timestamped, {
      title: "refuses a body changed after signing",
      kind: "tampered",
      body: BODY.replace("evt_1", "evt_2"),
      verdict: "invalid_signature",
    }),
    refused(timestamped, {
      title: "refuses the same JSON with its letters escaped",
      kind: "reencoded",
      body: BODY.replace("ë", "\\u00eb"),
      verdict: "invalid_signature",
    }),
    refused(standard, {
      title: "refuses another secret",
      kind: "wrong_key",
      secret: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
      verdict: "invalid_signature",
    }),
    refused(form, {
      title: "refuses another token",
      kind: "wrong_key",
      secret: "test_secret_2",
      verdict: "invalid_signature",
    }),
    refused(timestamped, {
      title: "refuses a timestamp older than the scheme's tolerance",
      kind: "stale",
      now: NOW + 301_000,
      verdict: "stale_timestamp",
    }),
    refused(timestamped, {
      title: "refuses a timestamp in another unit than the scheme's",
      kind: "incomplete",
      headers: {
        "content-type": "application/json",
        "x-timestamp": "1767225600000",
        "x-signature": "4fbb9d9248bc6f726f646db1c754aa2bf9d1e13fd03932aff15653151fc33ebe",
      },
      verdict: "timestamp_malformed",
    }),
    refused(form, {
      title: "refuses a URL without its token",
      kind: "incomplete",
      url: "https://hooks.example.com/webhooks/custom/ep_1",
      verdict: "header_missing",
    }),
  ],
};
