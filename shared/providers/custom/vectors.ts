import type { SchemeInput } from "../../signatures/scheme.ts";
import { type GoodVector, type HandshakeVector, type ProviderVectors, refused } from "../vectors.ts";

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

const batch: GoodVector = {
  ...form,
  title: "takes every item for an event where the scheme says so, with an id joined from two values",
  scheme: {
    kind: "token",
    from: { query: "token" },
    items: "/list/*/item",
    id: { join: ":", of: [{ json: "/n" }, { json: "/at" }] },
    type: { json: "/kind" },
  },
  headers: { "content-type": "application/json" },
  body: '{"list":[{"item":{"n":1,"at":7,"kind":"a"}},{"item":{"n":1,"at":8,"kind":"b"}},{"item":{"n":2}},{}]}',
  events: [
    { id: "1:7", type: "a", subject: null, time: null },
    { id: "1:8", type: "b", subject: null, time: null },
    { id: null, type: "event", subject: null, time: null },
    { id: null, type: "event", subject: null, time: null },
  ],
};

const multipart: GoodVector = {
  ...form,
  title: "reads the JSON in a field of a multipart form",
  scheme: {
    kind: "token",
    from: { query: "token" },
    id: { form: "json", json: "/id" },
    type: { form: "json", json: "/type" },
  },
  headers: { "content-type": "multipart/form-data; boundary=xYz" },
  body: '--xYz\r\nContent-Disposition: form-data; name="json"\r\n\r\n{"id":7,"type":"a"}\r\n--xYz--\r\n',
  events: [{ id: "7", type: "a", subject: null, time: null }],
};

const bodiless: GoodVector = {
  ...form,
  title: "takes a request without a body, whose identity stands in headers",
  scheme: {
    kind: "token",
    from: { query: "token" },
    id: { join: ":", of: [{ header: "x-channel" }, { header: "x-number" }] },
    reply: { status: 204 },
  },
  headers: { "x-channel": "c1", "x-number": "3" },
  body: "",
  events: [{ id: "c1:3", type: "event", subject: null, time: null }],
  reply: { status: 204, headers: {}, body: "" },
};

/** Zoom's, in short: the challenge comes signed, the answer is signed too. */
const challengeScheme: SchemeInput = {
  kind: "hmac",
  algorithm: "sha256",
  signature: { from: { header: "X-Signature" }, encoding: "hex" },
  content: [{ body: "raw" }],
  handshakes: [
    {
      match: { method: "GET", value: { query: "challenge" } },
      reply: { text: [{ value: { query: "challenge" } }] },
    },
    {
      match: { value: { json: "/event" }, equals: "endpoint.url_validation" },
      reply: {
        json: {
          plainToken: { value: { json: "/payload/plainToken" } },
          encryptedToken: { hmac: { json: "/payload/plainToken" }, encoding: "hex" },
        },
      },
    },
  ],
};

const challenge: HandshakeVector = {
  title: "answers a signed challenge with an HMAC of its value",
  method: "POST",
  url: request.url,
  headers: { "content-type": "application/json" },
  body: '{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}',
  scheme: challengeScheme,
  secret: "test_secret",
  verified: true,
  reply: {
    status: 200,
    headers: { "content-type": "application/json" },
    body: '{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"af2b71c039092798acffde4bc073be46286db03f4d82bfac9008822d0fac2449"}',
  },
};

export const vectors: ProviderVectors = {
  handshakes: [
    challenge,
    {
      ...challenge,
      title: "signs nothing for a request that is not signed itself",
      verified: false,
      reply: null,
    },
    {
      ...challenge,
      title: "takes another body for an event",
      body: '{"event":"meeting.ended"}',
      reply: null,
    },
    {
      ...challenge,
      title: "echoes a query parameter as plain text",
      method: "GET",
      url: `${request.url}?challenge=%3Cb%3E1`,
      body: "",
      verified: false,
      reply: {
        status: 200,
        headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
        body: "<b>1",
      },
    },
    {
      ...challenge,
      title: "answers nothing where the method is another",
      method: "HEAD",
      body: "",
      reply: null,
    },
  ],
  webhooks: [
    batch,
    multipart,
    bodiless,
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
