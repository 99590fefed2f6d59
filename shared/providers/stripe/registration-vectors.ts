import { type RegistrationVectors, SAMPLE_REFERENCE, type SampleConnection } from "../vectors.ts";

/** Ids and answers of https://docs.stripe.com/api/webhook_endpoints/object */
const ID = "we_1Mr5jULkdIwHu7ix1ibLTM0x";
const SECRET = "whsec_wRNftLajMZNeslQOP6vEPm4iVx5NlZ6z";
const COLLECTION = "https://api.stripe.com/v1/webhook_endpoints";

const order = {
  url: "https://hooks.example.com/webhooks/stripe/ep_1",
  events: ["charge.succeeded", "charge.failed"],
};

const events = [
  ["enabled_events[0]", "charge.succeeded"],
  ["enabled_events[1]", "charge.failed"],
] as const;

const endpoint = {
  id: ID,
  object: "webhook_endpoint",
  api_version: null,
  application: null,
  created: 1_680_122_196,
  description: null,
  enabled_events: ["charge.succeeded", "charge.failed"],
  livemode: false,
  metadata: {},
  status: "enabled",
  url: order.url,
};

/** The registration's requests with a connection's key. */
export function registrationVectors({ credentials }: SampleConnection): RegistrationVectors {
  const headers = {
    authorization: `Bearer ${credentials.secretKey}`,
    "stripe-version": "2026-10-28.endive",
  };
  const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
  return {
    order,
    list: {
      request: { method: "GET", url: `${COLLECTION}?limit=100`, headers },
      answer: {
        status: 200,
        body: { object: "list", url: "/v1/webhook_endpoints", has_more: false, data: [endpoint] },
      },
      webhooks: [{ externalId: ID, url: order.url, enabled: true, events: order.events }],
    },
    create: {
      exchanges: [
        {
          request: {
            method: "POST",
            url: COLLECTION,
            headers: { ...form, "idempotency-key": SAMPLE_REFERENCE },
            body: { form: [["url", order.url], ...events, ["api_version", "2026-10-28.endive"]] },
          },
          answer: { status: 200, body: { ...endpoint, secret: SECRET } },
        },
      ],
      made: { externalId: ID, secret: SECRET },
    },
    repair: {
      method: "POST",
      url: `${COLLECTION}/${ID}`,
      headers: form,
      body: { form: [["url", order.url], ...events, ["disabled", "false"]] },
    },
    remove: { method: "DELETE", url: `${COLLECTION}/${ID}`, headers },
  };
}
