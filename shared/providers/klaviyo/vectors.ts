import { type GoodVector, type ProviderVectors, refusals } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";
import { klaviyoScheme } from "./webhook.ts";

const request = {
  source: "signed with HMAC-SHA256 over body and timestamp, as documented",
  secret: "klaviyo-endpoint-secret-0123456789",
  method: "POST",
  url: "https://hooks.example.com/webhooks/klaviyo/ep_1",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies a signature over the body with the timestamp behind it",
  headers: {
    "content-type": "application/json",
    "klaviyo-timestamp": "2025-06-08T21:00:00+00:00",
    "klaviyo-signature": "ff8369644134ce5b507768f17534201c82511ef60b0a7b34b81ce2fbc601dc08",
    "klaviyo-webhook-id": "01JX000000000000000000000A",
  },
  events: [
    { id: "4vRpBTrLsVf", type: "event:klaviyo.opened_email", subject: "4vRpBTrLsVf", time: 1749416383000 },
  ],
  now: 1749416400000,
  body: '{"data":[{"external_id":"4vRpBTrLsVf","topic":"event:klaviyo.opened_email","payload":{"data":{"type":"event","id":"4vRpBTrLsVf","attributes":{"timestamp":1749416383,"event_properties":{},"datetime":"2025-06-08T20:59:43+00:00","uuid":"a1b2"}}}}],"meta":{"klaviyo_webhook_id":"01JX000000000000000000000A","klaviyo_account_id":"AbC123","timestamp":"2025-06-08T21:00:00+00:00","version":"2026-07-15"}}',
};

const batch: GoodVector = {
  ...request,
  kind: "good",
  title: "splits a batch",
  headers: {
    "content-type": "application/json",
    "klaviyo-timestamp": "2025-06-08T21:00:00+00:00",
    "klaviyo-signature": "4a9215257ef3b2fd1f2e978c4fabf78a08adf958613fcf2f275e812a74b8d1f3",
    "klaviyo-webhook-id": "01JX000000000000000000000A",
  },
  events: [
    { id: "5aAaAaAaAaA", type: "event:klaviyo.clicked_email", subject: "01HPROFILE", time: 1749416384000 },
    { id: "5bBbBbBbBbB", type: "event:klaviyo.bounced_email", subject: "01HPROFILE", time: 1749416385000 },
  ],
  now: 1749416400000,
  body: '{"data":[{"external_id":"5aAaAaAaAaA","topic":"event:klaviyo.clicked_email","payload":{"data":{"type":"event","id":"5aAaAaAaAaA","attributes":{"datetime":"2025-06-08T20:59:44+00:00","event_properties":{"Subject":"Größe"}},"relationships":{"profile":{"data":{"type":"profile","id":"01HPROFILE"}}}}}},{"external_id":"5bBbBbBbBbB","topic":"event:klaviyo.bounced_email","payload":{"data":{"type":"event","id":"5bBbBbBbBbB","attributes":{"datetime":"2025-06-08T20:59:45+00:00","event_properties":{"Subject":"Größe"}},"relationships":{"profile":{"data":{"type":"profile","id":"01HPROFILE"}}}}}}],"meta":{"klaviyo_webhook_id":"01JX000000000000000000000A","klaviyo_account_id":"AbC123","timestamp":"2025-06-08T21:00:00+00:00","version":"2026-07-15"}}',
};

const seconds: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a timestamp in seconds",
  headers: {
    "content-type": "application/json",
    "klaviyo-timestamp": "1749416400",
    "klaviyo-signature": "c51b20c00df2f48ef85fe364ccd32bb15c271eccf7c5b5a00a32856bd03e52cd",
    "klaviyo-webhook-id": "01JX000000000000000000000A",
  },
  events: [
    {
      id: "5cCcCcCcCcC",
      type: "event:klaviyo.unsubscribed_from_email_marketing",
      subject: "01HPROFILE",
      time: 1749416386000,
    },
  ],
  now: 1749416400000,
  body: '{"data":[{"external_id":"5cCcCcCcCcC","topic":"event:klaviyo.unsubscribed_from_email_marketing","payload":{"data":{"type":"event","id":"5cCcCcCcCcC","attributes":{"datetime":"2025-06-08T20:59:46+00:00","event_properties":{"Subject":"Größe"}},"relationships":{"profile":{"data":{"type":"profile","id":"01HPROFILE"}}}}}}],"meta":{"klaviyo_webhook_id":"01JX000000000000000000000A","klaviyo_account_id":"AbC123","timestamp":"2025-06-08T21:00:00+00:00","version":"2026-07-15"}}',
};

const suppressed: GoodVector = {
  ...request,
  kind: "good",
  title: "suppresses who bounced for good, complained or left, where it says who that is",
  headers: {
    "content-type": "application/json",
    "klaviyo-timestamp": "2025-06-08T21:00:00+00:00",
    "klaviyo-signature": "31404a3f6311f4d131be70dfa94d939ea81aff1b4cb468d5ab44ada25ce18d8b",
  },
  events: [
    { id: "6aAaAaAaAa", type: "event:klaviyo.bounced_email", subject: "01A", time: 1749416387000 },
    { id: "6bBbBbBbBb", type: "event:klaviyo.bounced_email", subject: "01B", time: 1749416387000 },
    { id: "6cCcCcCcCc", type: "event:klaviyo.marked_email_as_spam", subject: "01C", time: 1749416387000 },
    {
      id: "6dDdDdDdDd",
      type: "event:klaviyo.unsubscribed_from_sms_marketing",
      subject: "01D",
      time: 1749416387000,
    },
    {
      id: "6eEeEeEeEe",
      type: "event:klaviyo.unsubscribed_from_email_marketing",
      subject: "01E",
      time: 1749416387000,
    },
  ],
  effects: [
    { kind: "suppression", channel: "email", address: "hard@example.com", reason: "bounce" },
    { kind: "suppression", channel: "email", address: "zoë@example.com", reason: "complaint" },
    { kind: "suppression", channel: "sms", address: "+14155550100", reason: "unsubscribe" },
  ],
  now: 1749416400000,
  body: '{"data":[{"external_id":"6aAaAaAaAa","topic":"event:klaviyo.bounced_email","payload":{"data":{"type":"event","id":"6aAaAaAaAa","attributes":{"datetime":"2025-06-08T20:59:47+00:00","event_properties":{"Recipient Email Address":"hard@example.com","Bounce Type":"Hard"}},"relationships":{"profile":{"data":{"type":"profile","id":"01A"}}}}}},{"external_id":"6bBbBbBbBb","topic":"event:klaviyo.bounced_email","payload":{"data":{"type":"event","id":"6bBbBbBbBb","attributes":{"datetime":"2025-06-08T20:59:47+00:00","event_properties":{"Recipient Email Address":"soft@example.com","Bounce Type":"Soft"}},"relationships":{"profile":{"data":{"type":"profile","id":"01B"}}}}}},{"external_id":"6cCcCcCcCc","topic":"event:klaviyo.marked_email_as_spam","payload":{"data":{"type":"event","id":"6cCcCcCcCc","attributes":{"datetime":"2025-06-08T20:59:47+00:00","event_properties":{}},"relationships":{"profile":{"data":{"type":"profile","id":"01C"}}}},"included":[{"type":"profile","id":"01C","attributes":{"email":"zoë@example.com"}}]}},{"external_id":"6dDdDdDdDd","topic":"event:klaviyo.unsubscribed_from_sms_marketing","payload":{"data":{"type":"event","id":"6dDdDdDdDd","attributes":{"datetime":"2025-06-08T20:59:47+00:00","event_properties":{}},"relationships":{"profile":{"data":{"type":"profile","id":"01D"}}}},"included":[{"type":"profile","id":"01D","attributes":{"email":"d@example.com","phone_number":"+14155550100"}}]}},{"external_id":"6eEeEeEeEe","topic":"event:klaviyo.unsubscribed_from_email_marketing","payload":{"data":{"type":"event","id":"6eEeEeEeEe","attributes":{"datetime":"2025-06-08T20:59:47+00:00","event_properties":{}},"relationships":{"profile":{"data":{"type":"profile","id":"01E"}}}}}}],"meta":{"klaviyo_account_id":"AbC123","timestamp":"2025-06-08T21:00:00+00:00"}}',
};

const unparsed: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps a body that is no JSON",
  headers: {
    "content-type": "application/json",
    "klaviyo-timestamp": "2025-06-08T21:00:00+00:00",
    "klaviyo-signature": "954cc8565366f0a1e11f123beee1797a34eca5cbd8a4ddf1e66d798a7e2e13e4",
    "klaviyo-webhook-id": "01JX000000000000000000000A",
  },
  events: "unparsed",
  now: 1749416400000,
  body: "Zoë",
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    batch,
    seconds,
    suppressed,
    unparsed,
    ...refusals(documented, {
      header: "klaviyo-signature",
      otherSecret: "another-secret-of-sixteen",
      staleAfterMs: 601000,
    }),
  ],
  signing: klaviyoScheme("iso"),
  outbound,
};
