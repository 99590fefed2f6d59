import { type GoodVector, type ProviderVectors, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const NOW = 1_767_225_600_000;
const SDK = "stripe 23.1.0: webhooks.generateTestHeaderString";
const SIGNED = "objects of stripe/openapi fixtures3.json, signed with HMAC-SHA256 as documented";

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

const endingSubscription: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a subscription that ends with its period",
  source: SIGNED,
  headers: signed("t=1767225600,v1=b9b74384efa69202b875b68c5c4dfd26df54d9c2dc42d095a342e4d3583bedf4"),
  body: '{"id":"evt_4","object":"event","api_version":"2026-10-28.endive","created":1767225560,"type":"customer.subscription.updated","data":{"object":{"id":"sub_1Pgc6rB7WZ01zgkWNy0Cn5nw","object":"subscription","cancel_at":1769817600,"cancel_at_period_end":true,"currency":"usd","customer":"cus_QXg1o8vcGmoR32","items":{"object":"list","data":[{"id":"si_QXhVnC2h0Jczwc","object":"subscription_item","current_period_end":1769817600,"current_period_start":1767139200,"price":{"id":"price_1PgafmB7WZ01zgkW6dKueIc5","object":"price","unit_amount":2000}}]},"status":"active","trial_end":1767139200},"previous_attributes":{"cancel_at_period_end":false}}}',
  events: [
    {
      id: "evt_4",
      type: "customer.subscription.updated",
      subject: "sub_1Pgc6rB7WZ01zgkWNy0Cn5nw",
      time: 1_767_225_560_000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "subscription",
      externalId: "sub_1Pgc6rB7WZ01zgkWNy0Cn5nw",
      status: "active",
      fields: {
        customerId: "cus_QXg1o8vcGmoR32",
        planId: "price_1PgafmB7WZ01zgkW6dKueIc5",
        currentPeriodEndsAt: 1_769_817_600_000,
        cancelAt: 1_769_817_600_000,
        trialEndsAt: 1_767_139_200_000,
      },
    },
  ],
};

const oldSubscription: GoodVector = {
  ...request,
  kind: "good",
  title: "reads the period of a subscription where API versions before 2025-03-31 have it",
  source: SIGNED,
  headers: signed("t=1767225600,v1=67d18ea94056aa30feedc6328b6fbaa51e51677d32d23f3aa7992e3075b1f89f"),
  body: '{"id":"evt_5","object":"event","api_version":"2024-06-20","created":1767225561,"type":"customer.subscription.updated","data":{"object":{"id":"sub_5","object":"subscription","cancel_at":null,"cancel_at_period_end":true,"current_period_end":1769817600,"customer":"cus_5","items":{"object":"list","data":[{"id":"si_5","object":"subscription_item","plan":{"id":"plan_5","object":"plan"}}]},"status":"past_due","trial_end":null}}}',
  events: [{ id: "evt_5", type: "customer.subscription.updated", subject: "sub_5", time: 1_767_225_561_000 }],
  effects: [
    {
      kind: "record",
      record: "subscription",
      externalId: "sub_5",
      status: "past_due",
      fields: {
        customerId: "cus_5",
        planId: "plan_5",
        currentPeriodEndsAt: 1_769_817_600_000,
        cancelAt: 1_769_817_600_000,
        trialEndsAt: null,
      },
    },
  ],
};

const failedPayment: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a declined payment with the issuer's reason",
  source: SIGNED,
  headers: signed("t=1767225600,v1=856902a2f8fb3ff95d9143a0dabd403b5f0c4b97c6b81ce82ea1a45aa6e94fea"),
  body: '{"id":"evt_6","object":"event","api_version":"2026-10-28.endive","created":1767225562,"type":"payment_intent.payment_failed","data":{"object":{"id":"pi_1PgafyB7WZ01zgkWSjxsAJo3","object":"payment_intent","amount":1099,"amount_received":0,"currency":"usd","customer":null,"last_payment_error":{"code":"card_declined","decline_code":"insufficient_funds","type":"card_error"},"status":"requires_payment_method"}}}',
  events: [
    {
      id: "evt_6",
      type: "payment_intent.payment_failed",
      subject: "pi_1PgafyB7WZ01zgkWSjxsAJo3",
      time: 1_767_225_562_000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "payment",
      externalId: "pi_1PgafyB7WZ01zgkWSjxsAJo3",
      status: "failed",
      fields: { customerId: null, amount: 1099, currency: "USD", failureCode: "insufficient_funds" },
    },
  ],
};

const refund: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a refund of a charge that has no payment intent",
  source: SIGNED,
  headers: signed("t=1767225600,v1=2d5ca4cc2402cd7d6189b4c2953d00a10eea6cf305c8ef1f6aa347554f83898a"),
  body: '{"id":"evt_7","object":"event","api_version":"2026-10-28.endive","created":1767225563,"type":"refund.created","data":{"object":{"id":"re_1Pgc72B7WZ01zgkWqPvrRrPE","object":"refund","amount":100,"charge":"ch_1PgafuB7WZ01zgkWXYmPNZs8","currency":"usd","payment_intent":null,"reason":"requested_by_customer","status":"succeeded"}}}',
  events: [
    {
      id: "evt_7",
      type: "refund.created",
      subject: "re_1Pgc72B7WZ01zgkWqPvrRrPE",
      time: 1_767_225_563_000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "refund",
      externalId: "re_1Pgc72B7WZ01zgkWqPvrRrPE",
      status: "succeeded",
      fields: {
        paymentId: "ch_1PgafuB7WZ01zgkWXYmPNZs8",
        amount: 100,
        currency: "USD",
        reason: "requested_by_customer",
      },
    },
  ],
};

const dispute: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a dispute and until when it takes evidence",
  source: SIGNED,
  headers: signed("t=1767225600,v1=1b9a8bafea65eff77499d8eccc2564178b2ce8cd5de1c00460f6f35beb9ee9ca"),
  body: '{"id":"evt_8","object":"event","api_version":"2026-10-28.endive","created":1767225564,"type":"charge.dispute.created","data":{"object":{"id":"dp_1Pgc71B7WZ01zgkWMevJiAUx","object":"dispute","amount":1000,"charge":"ch_1PgafuB7WZ01zgkWXYmPNZs8","currency":"usd","evidence_details":{"due_by":1768003199,"has_evidence":false,"past_due":false,"submission_count":0},"payment_intent":"pi_1PgafyB7WZ01zgkWSjxsAJo3","reason":"general","status":"warning_needs_response"}}}',
  events: [
    {
      id: "evt_8",
      type: "charge.dispute.created",
      subject: "dp_1Pgc71B7WZ01zgkWMevJiAUx",
      time: 1_767_225_564_000,
    },
  ],
  effects: [
    {
      kind: "record",
      record: "dispute",
      externalId: "dp_1Pgc71B7WZ01zgkWMevJiAUx",
      status: "open",
      fields: {
        paymentId: "pi_1PgafyB7WZ01zgkWSjxsAJo3",
        amount: 1000,
        currency: "USD",
        reason: "general",
        dueAt: 1_768_003_199_000,
      },
    },
  ],
};

const lostDispute: GoodVector = {
  ...request,
  kind: "good",
  title: "reads no deadline of a dispute that takes no evidence",
  source: SIGNED,
  headers: signed("t=1767225600,v1=ac8dfe6c4260cd44d9949f2da9e4c146b85fbd90e1b2c42093dc9def3cc22f8a"),
  body: '{"id":"evt_9","object":"event","api_version":"2026-10-28.endive","created":1767225565,"type":"charge.dispute.closed","data":{"object":{"id":"dp_9","object":"dispute","amount":1000,"charge":"ch_9","currency":"usd","evidence_details":{"due_by":0},"payment_intent":"pi_9","reason":"fraudulent","status":"lost"}}}',
  events: [{ id: "evt_9", type: "charge.dispute.closed", subject: "dp_9", time: 1_767_225_565_000 }],
  effects: [
    {
      kind: "record",
      record: "dispute",
      externalId: "dp_9",
      status: "lost",
      fields: { paymentId: "pi_9", amount: 1000, currency: "USD", reason: "fraudulent", dueAt: null },
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
    endingSubscription,
    oldSubscription,
    failedPayment,
    refund,
    dispute,
    lostDispute,
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
