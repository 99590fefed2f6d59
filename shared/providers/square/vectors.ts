import { type GoodVector, type ProviderVectors, refusals, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

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
  effects: [
    {
      kind: "record",
      record: "payment",
      externalId: "KkAkhdMsgzn59SM8A89WgKwekxLZY",
      status: "succeeded",
      fields: { customerId: null, amount: 100, currency: "EUR", failureCode: null },
    },
  ],
  body: '{"merchant_id":"6SSW7HV8K2ST5","type":"payment.updated","event_id":"13b867cf-db3d-4b1c-90b6-2f32a9d78124","created_at":"2026-01-01T00:00:00.55Z","data":{"type":"payment","id":"KkAkhdMsgzn59SM8A89WgKwekxLZY","object":{"payment":{"id":"KkAkhdMsgzn59SM8A89WgKwekxLZY","status":"COMPLETED","amount_money":{"amount":100,"currency":"EUR"},"note":"Café Crème"}}}}',
};

const invoice: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an invoice that says nothing of its amount",
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

const failedPayment: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a declined payment with its tip",
  headers: {
    "content-type": "application/json",
    "x-square-hmacsha256-signature": "apiaLh2LhHmbzk3r2711RAf8tnVzwpOcmnaDtUHC8XA=",
    "square-environment": "Production",
  },
  events: [
    {
      id: "6a8f5f28-54a1-4eb0-a98a-3111513fd4fc",
      type: "payment.updated",
      subject: "hYy9pRFVxpDsO1FB05SunFWUe9JZY",
      time: 1767225600550,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "payment",
      externalId: "hYy9pRFVxpDsO1FB05SunFWUe9JZY",
      status: "failed",
      fields: {
        customerId: "JDKYHBWT1D4F8MFH63DBMEN8Y4",
        amount: 120,
        currency: "USD",
        failureCode: "CARD_EXPIRED",
      },
    },
  ],
  body: '{"merchant_id":"6SSW7HV8K2ST5","type":"payment.updated","event_id":"6a8f5f28-54a1-4eb0-a98a-3111513fd4fc","created_at":"2026-01-01T00:00:00.55Z","data":{"type":"payment","id":"hYy9pRFVxpDsO1FB05SunFWUe9JZY","object":{"payment":{"amount_money":{"amount":100,"currency":"USD"},"card_details":{"errors":[{"category":"PAYMENT_METHOD_ERROR","code":"CARD_EXPIRED"}],"status":"FAILED"},"customer_id":"JDKYHBWT1D4F8MFH63DBMEN8Y4","id":"hYy9pRFVxpDsO1FB05SunFWUe9JZY","source_type":"CARD","status":"FAILED","tip_money":{"amount":20,"currency":"USD"},"total_money":{"amount":120,"currency":"USD"}}}}}',
};

const refund: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a refund",
  headers: {
    "content-type": "application/json",
    "x-square-hmacsha256-signature": "8UWM5CwvXFwf0R04YzgO2IyAPd7iqLBAHGAzMfqPx1U=",
    "square-environment": "Production",
  },
  events: [
    {
      id: "bc316346-6691-4243-88ed-6d651a0d0c47",
      type: "refund.updated",
      subject: "KkAkhdMsgzn59SM8A89WgKwekxLZY_ptNBVqHYxt5gAdfcobBe4u1AZsXhoz06KTtuq9Ls24P",
      time: 1767225600550,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "refund",
      externalId: "KkAkhdMsgzn59SM8A89WgKwekxLZY_ptNBVqHYxt5gAdfcobBe4u1AZsXhoz06KTtuq9Ls24P",
      status: "succeeded",
      fields: {
        paymentId: "KkAkhdMsgzn59SM8A89WgKwekxLZY",
        amount: 1000,
        currency: "USD",
        reason: "Größe passt nicht",
      },
    },
  ],
  body: '{"merchant_id":"6SSW7HV8K2ST5","type":"refund.updated","event_id":"bc316346-6691-4243-88ed-6d651a0d0c47","created_at":"2026-01-01T00:00:00.55Z","data":{"type":"refund","id":"KkAkhdMsgzn59SM8A89WgKwekxLZY_ptNBVqHYxt5gAdfcobBe4u1AZsXhoz06KTtuq9Ls24P","object":{"refund":{"amount_money":{"amount":1000,"currency":"USD"},"created_at":"2025-12-31T21:27:41.836Z","id":"KkAkhdMsgzn59SM8A89WgKwekxLZY_ptNBVqHYxt5gAdfcobBe4u1AZsXhoz06KTtuq9Ls24P","location_id":"NAQ1FHV6ZJ8YV","payment_id":"KkAkhdMsgzn59SM8A89WgKwekxLZY","reason":"Größe passt nicht","status":"COMPLETED","version":10}}}}',
};

const dispute: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a dispute and until when it takes evidence",
  headers: {
    "content-type": "application/json",
    "x-square-hmacsha256-signature": "wm3Qdz3QpMVgnljs/lo10grxmxwA3iV5kkh9TGZ1SJc=",
    "square-environment": "Production",
  },
  events: [
    {
      id: "ce8464b5-6628-4ac2-9264-e06c34df3e82",
      type: "dispute.created",
      subject: "ORSEVtZAJxb37RA1EiGw",
      time: 1767225600550,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "dispute",
      externalId: "ORSEVtZAJxb37RA1EiGw",
      status: "open",
      fields: {
        paymentId: "fbmsaEOpoARDKxiSGH1fqPuqoqFZY",
        amount: 8801,
        currency: "USD",
        reason: "AMOUNT_DIFFERS",
        dueAt: 1768435200000,
      },
    },
  ],
  body: '{"merchant_id":"0HPGX5JYE6EE1","location_id":"VJDQQP3CG14EY","type":"dispute.created","event_id":"ce8464b5-6628-4ac2-9264-e06c34df3e82","created_at":"2026-01-01T00:00:00.55Z","data":{"type":"dispute","id":"ORSEVtZAJxb37RA1EiGw","object":{"dispute":{"amount_money":{"amount":8801,"currency":"USD"},"card_brand":"VISA","disputed_payment":{"payment_id":"fbmsaEOpoARDKxiSGH1fqPuqoqFZY"},"due_at":"2026-01-15T00:00:00.000Z","id":"ORSEVtZAJxb37RA1EiGw","location_id":"VJDQQP3CG14EY","reason":"AMOUNT_DIFFERS","state":"EVIDENCE_REQUIRED","version":1}}}}',
};

const failedInvoice: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an invoice whose scheduled charge failed, and adds up what it asks for",
  headers: {
    "content-type": "application/json",
    "x-square-hmacsha256-signature": "p6TWp58f56qxiTH06kO9qUksZytNL44rdrWUgpuLZmA=",
    "square-environment": "Production",
  },
  events: [
    {
      id: "3cabb64e-16ba-40c2-b605-5c51a06ec794",
      type: "invoice.scheduled_charge_failed",
      subject: "inv:0-ChCHu2mZEabLeeHahQnXDjZQECY",
      time: 1767225600550,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "invoice",
      externalId: "inv:0-ChCHu2mZEabLeeHahQnXDjZQECY",
      status: "payment_failed",
      fields: {
        customerId: "JDKYHBWT1D4F8MFH63DBMEN8Y4",
        subscriptionId: "592b9720-d2ef-4ee4-b3fd-9d98e4f829d2",
        amountDue: 12500,
        currency: "USD",
        attemptCount: 0,
        nextAttemptAt: null,
      },
    },
  ],
  body: '{"merchant_id":"031FEV2Q6VMPK","location_id":"ES0RJRZYEC39A","type":"invoice.scheduled_charge_failed","event_id":"3cabb64e-16ba-40c2-b605-5c51a06ec794","created_at":"2026-01-01T00:00:00.55Z","data":{"type":"invoice","id":"inv:0-ChCHu2mZEabLeeHahQnXDjZQECY","object":{"invoice":{"id":"inv:0-ChCHu2mZEabLeeHahQnXDjZQECY","next_payment_amount_money":{"amount":10000,"currency":"USD"},"order_id":"CAISENgvlJ6jLWAzERDzjyHVybY","payment_requests":[{"computed_amount_money":{"amount":2500,"currency":"USD"},"request_type":"DEPOSIT","total_completed_amount_money":{"amount":2500,"currency":"USD"}},{"computed_amount_money":{"amount":10000,"currency":"USD"},"request_type":"BALANCE","total_completed_amount_money":{"amount":0,"currency":"USD"}}],"primary_recipient":{"customer_id":"JDKYHBWT1D4F8MFH63DBMEN8Y4","given_name":"Amelia"},"status":"PARTIALLY_PAID","subscription_id":"592b9720-d2ef-4ee4-b3fd-9d98e4f829d2","version":4}}}}',
};

const subscription: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a subscription, whose periods end on days",
  headers: {
    "content-type": "application/json",
    "x-square-hmacsha256-signature": "JjH2mV2cHpwF+dgQPqnwcHna7JRRhWW/Uwc1rShpgUU=",
    "square-environment": "Production",
  },
  events: [
    {
      id: "c0b40cc0-7cb2-4aa1-81ce-0893b9b0b9b8",
      type: "subscription.updated",
      subject: "592b9720-d2ef-4ee4-b3fd-9d98e4f829d2",
      time: 1767225600550,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "subscription",
      externalId: "592b9720-d2ef-4ee4-b3fd-9d98e4f829d2",
      status: "active",
      fields: {
        customerId: "QX2XG9GMQS2BVBJKPG8CJ8JKCR",
        planId: "CRUUZUK5W6PIIM6H54242NV6",
        currentPeriodEndsAt: 1768435200000,
        cancelAt: null,
        trialEndsAt: null,
      },
    },
  ],
  body: '{"merchant_id":"VSE65BA53PXCC","type":"subscription.updated","event_id":"c0b40cc0-7cb2-4aa1-81ce-0893b9b0b9b8","created_at":"2026-01-01T00:00:00.55Z","data":{"type":"subscription","id":"592b9720-d2ef-4ee4-b3fd-9d98e4f829d2","object":{"subscription":{"charged_through_date":"2026-01-15","customer_id":"QX2XG9GMQS2BVBJKPG8CJ8JKCR","id":"592b9720-d2ef-4ee4-b3fd-9d98e4f829d2","location_id":"EZHGJ7SNVAJ19","plan_variation_id":"CRUUZUK5W6PIIM6H54242NV6","start_date":"2025-07-15","status":"ACTIVE","timezone":"America/New_York","version":1594790050754}}}}',
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
    failedPayment,
    refund,
    dispute,
    failedInvoice,
    subscription,
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
  outbound,
};
