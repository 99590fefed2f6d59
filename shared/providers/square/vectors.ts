import { type GoodVector, type ProviderVectors, refusals, refused } from "../vectors.ts";

const request = {
  source: "signed with HMAC-SHA256 over URL and body, as documented",
  secret: "sq_sig_key_test",
  method: "POST",
  url: "https://hooks.example.com/webhooks/square/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a body that Square's own library accepts, with its URL",
  headers: {
    "content-type": "application/json",
    "x-square-hmacsha256-signature": "WBnDvkj5L5Ejv1ldcQa7nO2E9YpOEugiOJqjoO0QDBo=",
  },
  events: [{ id: null, type: "test.event", subject: null, time: null }],
  url: "https://hooks.example.com/v1/webhooks/square?tenant=t_1",
  source: "square 46.0.0, WebhooksHelper.verifySignature",
  body: '{"id":"evt_1","type":"test.event","data":{"n":1,"name":"Zoë"}}',
};

const payment: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a payment",
  headers: {
    "content-type": "application/json",
    "x-square-hmacsha256-signature": "aDKMg+cLVaOTQVl+vPPBXqPvIB4hQZWA48yMOfoGh3w=",
    "square-environment": "Production",
  },
  events: [
    {
      id: "13b867cf-db3d-4b1c-90b6-2f32a9d78124",
      type: "payment.updated",
      subject: "KkAkhdMsgzn59SM8A89WgKwekxLZY",
      time: 1767225600550,
    },
  ],
  body: '{"merchant_id":"6SSW7HV8K2ST5","type":"payment.updated","event_id":"13b867cf-db3d-4b1c-90b6-2f32a9d78124","created_at":"2026-01-01T00:00:00.55Z","data":{"type":"payment","id":"KkAkhdMsgzn59SM8A89WgKwekxLZY","object":{"payment":{"id":"KkAkhdMsgzn59SM8A89WgKwekxLZY","status":"COMPLETED","amount_money":{"amount":100,"currency":"EUR"},"note":"Café Crème"}}}}',
};

const invoice: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an invoice",
  headers: {
    "content-type": "application/json",
    "x-square-hmacsha256-signature": "vGJWrAFXWV1XLcndJuq2pVep2AmTw4hk75GFDttEt+w=",
    "square-environment": "Production",
  },
  events: [
    {
      id: "d1a2b3c4-0001-4c5e-9f00-aaaaaaaaaaaa",
      type: "invoice.payment_made",
      subject: "inv:0-ChCHu2mZEabLeeHahQnXDjZQECY",
      time: 1767225600550,
    },
  ],
  body: '{"merchant_id":"6SSW7HV8K2ST5","type":"invoice.payment_made","event_id":"d1a2b3c4-0001-4c5e-9f00-aaaaaaaaaaaa","created_at":"2026-01-01T00:00:00.55Z","data":{"type":"invoice","id":"inv:0-ChCHu2mZEabLeeHahQnXDjZQECY","object":{"invoice":{"id":"inv:0-ChCHu2mZEabLeeHahQnXDjZQECY","status":"PAID","title":"Größe M"}}}}',
};

const revoked: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a revoked authorization",
  headers: {
    "content-type": "application/json",
    "x-square-hmacsha256-signature": "7KVU18g5Pgak8DjyrFnCK3LxJdCh+AKJoAxfdjbGtDM=",
    "square-environment": "Production",
  },
  events: [
    {
      id: "d1a2b3c4-0002-4c5e-9f00-aaaaaaaaaaaa",
      type: "oauth.authorization.revoked",
      subject: "a1b2c3d4-revocation",
      time: 1767225600550,
    },
  ],
  body: '{"merchant_id":"6SSW7HV8K2ST5","type":"oauth.authorization.revoked","event_id":"d1a2b3c4-0002-4c5e-9f00-aaaaaaaaaaaa","created_at":"2026-01-01T00:00:00.55Z","data":{"type":"revocation","id":"a1b2c3d4-revocation","object":{"revocation":{"revoker_type":"MERCHANT"}}}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "x-square-hmacsha256-signature": "9zKIaa5b6uWA6jc7W6ejG2tBf4y9yvL0qptkUsmzxfk=",
  },
  events: "unparsed",
  body: "Zoë, not JSON",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    payment,
    invoice,
    revoked,
    unparsed,
    ...refusals(payment, { header: "x-square-hmacsha256-signature", otherSecret: "sq_sig_key_other" }),
    refused(payment, {
      kind: "tampered",
      title: "refuses the same body at another URL",
      url: `${payment.url}?tenant=2`,
      verdict: "invalid_signature",
    }),
  ],
};
