import { type GoodVector, type ProviderVectors, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const NOW = 1_767_225_600_000;
const SDK = "stripe 23.1.0: webhooks.generateTestHeaderString";

const request = {
  source: SDK,
  secret: "whsec_test_secret_0123456789abcdef",
  method: "POST",
  url: "https://hooks.example.com/webhooks/stripe/ep_1",
  now: NOW,
};

function signed(signature: string): Readonly<Record<string, string>> {
  return { "content-type": "application/json; charset=utf-8", "stripe-signature": signature };
}

const snapshot: GoodVector = {
  ...request,
  kind: "good",
  title: "takes an event in UTF-8",
  headers: signed("t=1767225600,v1=2d27840d0b769af86f020c5f1c4927264581798e8c5d4aac06eb3a76c7cfc763"),
  body: '{"id":"evt_1","type":"test.event","data":{"n":1,"name":"Zoë"}}',
  events: [{ id: "evt_1", type: "test.event", subject: null, time: null }],
};

const failedInvoice: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a failed payment with its invoice",
  headers: signed("t=1767225600,v1=730827802c9866f9ebf7092631c8153cbeea691590159cb1a7687fa51b6689f0"),
  body: '{"id":"evt_1Pq","object":"event","api_version":"2026-10-28.endive","created":1767225540,"livemode":false,"type":"invoice.payment_failed","data":{"object":{"id":"in_1Pq","object":"invoice","amount_due":4200,"attempt_count":2,"currency":"eur","customer":"cus_9","next_payment_attempt":1767484740,"parent":{"type":"subscription_details","subscription_details":{"metadata":{},"subscription":"sub_7"}}}}}',
  events: [{ id: "evt_1Pq", type: "invoice.payment_failed", subject: "in_1Pq", time: 1_767_225_540_000 }],
  effects: [
    {
      kind: "record",
      record: "invoice",
      externalId: "in_1Pq",
      status: "payment_failed",
      fields: {
        customerId: "cus_9",
        subscriptionId: "sub_7",
        amountDue: 4200,
        currency: "EUR",
        attemptCount: 2,
        nextAttemptAt: 1_767_484_740_000,
      },
    },
  ],
};

const oldPaidInvoice: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the subscription of an invoice where API versions before 2025-03-31 have it",
  headers: signed("t=1767225600,v1=2c02ca753a7d0815cac3a96db8f7fe8a7863ea04f497a1bd5eca84f00a5f41d2"),
  body: '{"id":"evt_2","object":"event","api_version":"2024-06-20","created":1767225550,"type":"invoice.paid","data":{"object":{"id":"in_2","object":"invoice","amount_due":900,"attempt_count":1,"currency":"jpy","customer":{"id":"cus_2","object":"customer"},"next_payment_attempt":null,"subscription":"sub_2"}}}',
  events: [{ id: "evt_2", type: "invoice.paid", subject: "in_2", time: 1_767_225_550_000 }],
  effects: [
    {
      kind: "record",
      record: "invoice",
      externalId: "in_2",
      status: "paid",
      fields: {
        customerId: "cus_2",
        subscriptionId: "sub_2",
        amountDue: 900,
        currency: "JPY",
        attemptCount: 1,
        nextAttemptAt: null,
      },
    },
  ],
};

const thin: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a thin event of API v2 by its related object",
  headers: signed("t=1767225600,v1=2649b471d63ad2452c087fba87c18ff98a5cc18570e0b4309c8096ba28ff42d7"),
  body: '{"id":"evt_test_3","object":"v2.core.event","type":"v1.billing.meter.error_report_triggered","created":"2026-01-01T00:00:00.123Z","livemode":false,"context":null,"related_object":{"id":"mtr_test_1","type":"billing.meter","url":"/v1/billing/meters/mtr_test_1"}}',
  events: [
    {
      id: "evt_test_3",
      type: "v1.billing.meter.error_report_triggered",
      subject: "mtr_test_1",
      time: 1_767_225_600_123,
    },
  ],
};

const rotating: GoodVector = {
  ...snapshot,
  title: "takes any v1 of several while a secret is rolled, and passes over v0",
  source: "stripe 23.1.0: accepted by webhooks.constructEventAsync",
  headers: signed(
    "t=1767225600,v1=3e1eb546b63997fdad3effa7ff9cdef7b7a2772d4f1dbadbe6a0636bb534ad68,v1=2d27840d0b769af86f020c5f1c4927264581798e8c5d4aac06eb3a76c7cfc763,v0=ignored",
  ),
};

export const vectors: ProviderVectors = {
  outbound,
  webhooks: [
    snapshot,
    failedInvoice,
    oldPaidInvoice,
    thin,
    rotating,
    { ...snapshot, title: "takes a timestamp exactly 300 s old", now: NOW + 300_000 },
    { ...snapshot, title: "takes a timestamp exactly 300 s ahead", now: NOW - 300_000 },
    refused(failedInvoice, {
      title: "refuses an amount changed after signing",
      kind: "tampered",
      body: '{"id":"evt_1Pq","type":"invoice.payment_failed","data":{"object":{"id":"in_1Pq","amount_due":1}}}',
      verdict: "invalid_signature",
    }),
    refused(snapshot, {
      title: "refuses a signature moved to another timestamp",
      kind: "tampered",
      headers: signed("t=1767225601,v1=2d27840d0b769af86f020c5f1c4927264581798e8c5d4aac06eb3a76c7cfc763"),
      verdict: "invalid_signature",
    }),
    refused(snapshot, {
      title: "refuses the same JSON with its letters escaped",
      kind: "reencoded",
      body: '{"id":"evt_1","type":"test.event","data":{"n":1,"name":"Zo\\u00eb"}}',
      verdict: "invalid_signature",
    }),
    refused(snapshot, {
      title: "refuses the secret of another endpoint",
      kind: "wrong_key",
      secret: "whsec_test_secret_fedcba9876543210",
      verdict: "invalid_signature",
    }),
    refused(snapshot, {
      title: "refuses a secret without its prefix, which is part of the key",
      kind: "wrong_key",
      secret: "test_secret_0123456789abcdef",
      verdict: "invalid_signature",
    }),
    refused(snapshot, {
      title: "refuses a timestamp 301 s old",
      kind: "stale",
      now: NOW + 301_000,
      verdict: "stale_timestamp",
    }),
    refused(snapshot, {
      title: "refuses a timestamp 301 s ahead",
      kind: "stale",
      now: NOW - 301_000,
      verdict: "stale_timestamp",
    }),
    refused(snapshot, {
      title: "refuses a header without a v1 signature",
      kind: "incomplete",
      headers: signed("t=1767225600,v0=2d27840d0b769af86f020c5f1c4927264581798e8c5d4aac06eb3a76c7cfc763"),
      verdict: "header_malformed",
    }),
    refused(snapshot, {
      title: "refuses a request without the header",
      kind: "incomplete",
      headers: { "content-type": "application/json" },
      verdict: "header_missing",
    }),
  ],
};
