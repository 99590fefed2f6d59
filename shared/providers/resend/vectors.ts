import { type GoodVector, type ProviderVectors, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const SVIX = "svix 1.99.1: Webhook.sign";
const DELIVERED_AT = 1_749_416_400_000;

const request = {
  source: SVIX,
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  method: "POST",
  url: "https://hooks.example.com/webhooks/resend/ep_1",
  now: DELIVERED_AT,
};

function signed(
  family: "svix" | "webhook",
  id: string,
  timestamp: string,
  signature: string,
): Readonly<Record<string, string>> {
  return {
    "content-type": "application/json",
    [`${family}-id`]: id,
    [`${family}-timestamp`]: timestamp,
    [`${family}-signature`]: signature,
  };
}

const delivered: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a delivered email",
  headers: signed(
    "svix",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "1749416400",
    "v1,OHVs8DryHTdtn+tbht/JFvZbfWxC6+ciVEBzNqs6uxw=",
  ),
  body: '{"type":"email.delivered","created_at":"2025-06-08T20:59:59.123Z","data":{"email_id":"56761188-7520-42d8-8898-ff6fc54ce618","created_at":"2025-06-08T20:59:58.000Z","from":"Acme <hi@acme.dev>","to":["delivered@resend.dev"],"subject":"Hi"}}',
  events: [
    {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      type: "email.delivered",
      subject: "56761188-7520-42d8-8898-ff6fc54ce618",
      time: 1_749_416_399_123,
    },
  ],
  effects: [
    {
      kind: "message.status",
      externalId: "56761188-7520-42d8-8898-ff6fc54ce618",
      status: "delivered",
      errorCode: null,
    },
  ],
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "verifies Svix's documented example",
  source: "https://docs.svix.com/receiving/verifying-payloads/how",
  now: 1_614_265_330_000,
  headers: signed(
    "svix",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "1614265330",
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  ),
  body: '{"test": 2432232314}',
  events: [{ id: "msg_p5jXN8AQM9LWM0D4loKWxJek", type: "unknown", subject: null, time: null }],
};

const bounced: GoodVector = {
  ...request,
  kind: "good",
  title: "reads a bounce with its class and takes the header names of Standard Webhooks",
  headers: signed("webhook", "msg_bounced", "1749416400", "v1,jZPtU9kmI1DiyZV2XnF7uhUz691FmlCU9m31wwOqWmk="),
  body: '{"type":"email.bounced","created_at":"2025-06-08T21:00:00.000Z","data":{"email_id":"e_2","to":["bounced@resend.dev"],"subject":"Größe","bounce":{"type":"Permanent","subType":"General","message":"550 5.1.1 unknown"}}}',
  events: [{ id: "msg_bounced", type: "email.bounced", subject: "e_2", time: 1_749_416_400_000 }],
  effects: [
    { kind: "message.status", externalId: "e_2", status: "bounced", errorCode: "Permanent/General" },
    { kind: "suppression", channel: "email", address: "bounced@resend.dev", reason: "bounce" },
  ],
};

const suppressed: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a withheld email as failed",
  headers: signed("svix", "msg_suppressed", "1749416400", "v1,6ZNoufzwLySRwIxWhVIniGV7D52AUO2cc1T7R/zQTlk="),
  body: '{"type":"email.suppressed","created_at":"2025-06-08T21:00:00Z","data":{"email_id":"e_3","suppressed":{"reason":"previous_complaint"}}}',
  events: [{ id: "msg_suppressed", type: "email.suppressed", subject: "e_3", time: 1_749_416_400_000 }],
  effects: [{ kind: "message.status", externalId: "e_3", status: "failed", errorCode: "previous_complaint" }],
};

const contact: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a contact who left all broadcasts for one who wants no marketing",
  headers: signed("svix", "msg_contact", "1749416400", "v1,I5QtISB6ZgvBaONASd4LQ5jr9UtgdsejMRBkIXsyJ7k="),
  body: '{"type":"contact.updated","created_at":"2025-06-08T21:00:00Z","data":{"id":"c_1","email":"a@example.com","unsubscribed":true}}',
  events: [{ id: "msg_contact", type: "contact.updated", subject: "c_1", time: 1_749_416_400_000 }],
  effects: [{ kind: "suppression", channel: "email", address: "a@example.com", reason: "unsubscribe" }],
};

const opened: GoodVector = {
  ...request,
  source: "signed as svix 1.99.1 does: HMAC-SHA256 over id, timestamp and body",
  kind: "good",
  title: "takes an opening of an email",
  headers: signed("svix", "msg_opened", "1749416400", "v1,D1Y5K8RBoEa1sFTHo1/u2gybJ2CmuQR8cwJ83+3kc00="),
  body: '{"type":"email.opened","created_at":"2025-06-08T21:00:00.000Z","data":{"email_id":"e_4","created_at":"2025-06-08T20:59:58.000Z","from":"Acme <hi@acme.dev>","to":["a@example.com"],"subject":"Hi"}}',
  events: [{ id: "msg_opened", type: "email.opened", subject: "e_4", time: 1_749_416_400_000 }],
  effects: [{ kind: "message.engaged", externalId: "e_4", engagement: "opened" }],
};

const clicked: GoodVector = {
  ...request,
  source: "signed as svix 1.99.1 does: HMAC-SHA256 over id, timestamp and body",
  kind: "good",
  title: "takes a click on a link",
  headers: signed("svix", "msg_clicked", "1749416400", "v1,SImLqWMHm+hxd1DLhvBMN9/QU5nYopK/M0wDQGdSW8c="),
  body: '{"type":"email.clicked","created_at":"2025-06-08T21:00:00.000Z","data":{"email_id":"e_5","created_at":"2025-06-08T20:59:58.000Z","from":"Acme <hi@acme.dev>","to":["a@example.com"],"subject":"Hi","click":{"ipAddress":"203.0.113.7","link":"https://resend.com","timestamp":"2025-06-08T21:00:00.000Z","userAgent":"Mozilla/5.0"}}}',
  events: [{ id: "msg_clicked", type: "email.clicked", subject: "e_5", time: 1_749_416_400_000 }],
  effects: [{ kind: "message.engaged", externalId: "e_5", engagement: "clicked" }],
};

const complained: GoodVector = {
  ...request,
  source: "signed as svix 1.99.1 does: HMAC-SHA256 over id, timestamp and body",
  kind: "good",
  title: "takes a complaint as the end of mail to its address",
  headers: signed("svix", "msg_complained", "1749416400", "v1,fN2KudvH1hL4tC1onoraC2nBY+OV2YzjcfrJpQUYCVg="),
  body: '{"type":"email.complained","created_at":"2025-06-08T21:00:00.000Z","data":{"email_id":"e_6","created_at":"2025-06-08T20:59:58.000Z","from":"Acme <hi@acme.dev>","to":["a@example.com"],"subject":"Hi"}}',
  events: [{ id: "msg_complained", type: "email.complained", subject: "e_6", time: 1_749_416_400_000 }],
  effects: [
    { kind: "message.engaged", externalId: "e_6", engagement: "complained" },
    { kind: "suppression", channel: "email", address: "a@example.com", reason: "complaint" },
  ],
};

const complainedOfSeveral: GoodVector = {
  ...request,
  source: "signed as svix 1.99.1 does: HMAC-SHA256 over id, timestamp and body",
  kind: "good",
  title: "leaves the recipients of an email to several alone",
  headers: signed("svix", "msg_several", "1749416400", "v1,Enp4ZrwWl4zPs8Q83xa6D2WHQXgmk8NlzOJBCTY4ewI="),
  body: '{"type":"email.complained","created_at":"2025-06-08T21:00:00.000Z","data":{"email_id":"e_7","created_at":"2025-06-08T20:59:58.000Z","from":"Acme <hi@acme.dev>","to":["a@example.com","b@example.com"],"subject":"Hi"}}',
  events: [{ id: "msg_several", type: "email.complained", subject: "e_7", time: 1_749_416_400_000 }],
  effects: [{ kind: "message.engaged", externalId: "e_7", engagement: "complained" }],
};

const transient: GoodVector = {
  ...request,
  source: "signed as svix 1.99.1 does: HMAC-SHA256 over id, timestamp and body",
  kind: "good",
  title: "takes a transient bounce for none of the address",
  headers: signed("svix", "msg_transient", "1749416400", "v1,wMFzleoit8/Po4SWxqVsqHMD7isir2+zKcM/wLZ2Ycs="),
  body: '{"type":"email.bounced","created_at":"2025-06-08T21:00:00.000Z","data":{"email_id":"e_8","created_at":"2025-06-08T20:59:58.000Z","from":"Acme <hi@acme.dev>","to":["a@example.com"],"subject":"Hi","bounce":{"type":"Transient","subType":"MailboxFull","message":"552 full"}}}',
  events: [{ id: "msg_transient", type: "email.bounced", subject: "e_8", time: 1_749_416_400_000 }],
  effects: [
    { kind: "message.status", externalId: "e_8", status: "bounced", errorCode: "Transient/MailboxFull" },
  ],
};

const received: GoodVector = {
  ...request,
  source: "signed as svix 1.99.1 does: HMAC-SHA256 over id, timestamp and body",
  kind: "good",
  title: "takes an incoming email, of which the webhook has no words",
  headers: signed("svix", "msg_received", "1749416400", "v1,XUS6b0HSo0NS6Bu4WMrt6nZ9rftaLTPoM4RUYWxwrPA="),
  body: '{"type":"email.received","created_at":"2025-06-08T21:00:00.000Z","data":{"email_id":"56761188-7520-42d8-8898-ff6fc54ce618","created_at":"2025-06-08T20:59:59.894719+00:00","from":"Zoë <zoe@example.com>","to":["help@acme.dev"],"bcc":[],"cc":[],"message_id":"<example+123>","subject":"Größe?","attachments":[{"id":"2a0c9ce0-3112-4728-976e-47ddcd16a318","filename":"avatar.png","content_type":"image/png","content_disposition":"inline","content_id":"img001"}]}}',
  events: [
    {
      id: "msg_received",
      type: "email.received",
      subject: "56761188-7520-42d8-8898-ff6fc54ce618",
      time: 1_749_416_400_000,
    },
  ],
  effects: [
    {
      kind: "message.received",
      channel: "email",
      externalId: "56761188-7520-42d8-8898-ff6fc54ce618",
      from: "Zoë <zoe@example.com>",
      to: "help@acme.dev",
      text: null,
      subject: "Größe?",
      mediaUrls: [],
      inReplyTo: null,
      retrieval: {
        action: "emails.retrieve_received",
        input: { id: "56761188-7520-42d8-8898-ff6fc54ce618" },
      },
    },
  ],
};

const message = ["svix", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1749416400"] as const;

export const vectors: ProviderVectors = {
  outbound,
  webhooks: [
    delivered,
    documented,
    bounced,
    suppressed,
    contact,
    opened,
    clicked,
    complained,
    complainedOfSeveral,
    transient,
    received,
    {
      ...delivered,
      title: "takes any v1 of several, and passes over other versions",
      headers: signed(
        ...message,
        "v1a,AAAA v1,k8fmTSMFG8nUSjpfzj48Y021/GZwxO0LBkwAE9h764U= v1,OHVs8DryHTdtn+tbht/JFvZbfWxC6+ciVEBzNqs6uxw=",
      ),
    },
    refused(delivered, {
      title: "refuses an email's id changed after signing",
      kind: "tampered",
      body: '{"type":"email.delivered","created_at":"2025-06-08T20:59:59.123Z","data":{"email_id":"another"}}',
      verdict: "invalid_signature",
    }),
    refused(delivered, {
      title: "refuses another delivery id than the one signed",
      kind: "tampered",
      headers: signed("svix", "msg_another", "1749416400", "v1,OHVs8DryHTdtn+tbht/JFvZbfWxC6+ciVEBzNqs6uxw="),
      verdict: "invalid_signature",
    }),
    refused(documented, {
      title: "refuses the same JSON without its white space",
      kind: "reencoded",
      body: '{"test":2432232314}',
      verdict: "invalid_signature",
    }),
    refused(delivered, {
      title: "refuses the secret of another webhook",
      kind: "wrong_key",
      secret: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
      verdict: "invalid_signature",
    }),
    refused(delivered, {
      title: "refuses a timestamp 301 s old",
      kind: "stale",
      now: DELIVERED_AT + 301_000,
      verdict: "stale_timestamp",
    }),
    refused(delivered, {
      title: "refuses a timestamp 301 s ahead",
      kind: "stale",
      now: DELIVERED_AT - 301_000,
      verdict: "stale_timestamp",
    }),
    refused(delivered, {
      title: "refuses a signature of a version it has no key for",
      kind: "incomplete",
      headers: signed(...message, "v1a,OHVs8DryHTdtn+tbht/JFvZbfWxC6+ciVEBzNqs6uxw="),
      verdict: "header_malformed",
    }),
    refused(delivered, {
      title: "refuses a request without the delivery's id",
      kind: "incomplete",
      headers: {
        "svix-timestamp": "1749416400",
        "svix-signature": "v1,OHVs8DryHTdtn+tbht/JFvZbfWxC6+ciVEBzNqs6uxw=",
      },
      verdict: "header_missing",
    }),
  ],
};
