import { type GoodVector, type ProviderVectors, refused } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";

const SIGNED_AT = 1_600_112_502_000;
const DAY_MS = 86_400_000;

const request = {
  source: "ECDSA over P-256 by OpenSSL, as @sendgrid/eventwebhook 8.0.0 checks it",
  secret:
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEroPbjtgiQ4XnuzRbmJyFwRCXq8ypwQnEywF/eqx30JE8cT01PUKVOU8j32VF2juYA30HRAlxVrFn9R8TfAdfIA==",
  method: "POST",
  url: "https://hooks.example.com/webhooks/sendgrid/ep_1",
  now: SIGNED_AT,
};

function signed(signature: string, contentType = "application/json"): Readonly<Record<string, string>> {
  return {
    "content-type": contentType,
    "x-twilio-email-event-webhook-signature": signature,
    "x-twilio-email-event-webhook-timestamp": "1600112502",
  };
}

const dropped: GoodVector = {
  ...request,
  kind: "good",
  title: "takes the sample of SendGrid's own tests, line end included",
  source: "@sendgrid/eventwebhook 8.0.0: test suite",
  secret:
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
  headers: signed(
    "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
  ),
  body: '[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n',
  events: [
    {
      id: "ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",
      type: "dropped",
      subject: "LRzXl_NHStOGhQ4kofSm_A",
      time: 1_600_112_492_000,
    },
  ],
  effects: [
    {
      kind: "message.status",
      externalId: "LRzXl_NHStOGhQ4kofSm_A",
      status: "failed",
      errorCode: "Bounced Address",
    },
    { kind: "suppression", channel: "email", address: "hello@world.com", reason: "bounce" },
  ],
};

const batch: GoodVector = {
  ...request,
  kind: "good",
  title: "splits a batch into its events, in their order",
  headers: signed(
    "MEUCIQCmy96T52egADOvS/4Yr+/JID2Gqxuv0grMDXq6oLBtpQIgFBsufywWtKUdL3Kjb5YaGd6wkrXbZrFfWtQ9dC6mHkM=",
  ),
  body: '[{"email":"a@example.com","event":"processed","sg_event_id":"e1","sg_message_id":"m1.recvd-1","timestamp":1600112490},{"email":"b@example.com","event":"bounce","type":"bounce","status":"5.1.1","reason":"550 no such user b@example.com","sg_event_id":"e2","sg_message_id":"m2.recvd-1","timestamp":1600112491},{"email":"c@example.com","event":"bounce","type":"blocked","status":"4.7.1","sg_event_id":"e3","sg_message_id":"m3.recvd-1","timestamp":1600112492},{"email":"d@example.com","event":"open","useragent":"Zoë","sg_event_id":"e4","sg_message_id":"m4.recvd-1","timestamp":1600112493},{"event":"account_status_change","type":"compliance_suspend","sg_event_id":"e5","timestamp":1600112494}]\r\n',
  events: [
    { id: "e1", type: "processed", subject: "m1", time: 1_600_112_490_000 },
    { id: "e2", type: "bounce", subject: "m2", time: 1_600_112_491_000 },
    { id: "e3", type: "bounce", subject: "m3", time: 1_600_112_492_000 },
    { id: "e4", type: "open", subject: "m4", time: 1_600_112_493_000 },
    { id: "e5", type: "account_status_change", subject: null, time: 1_600_112_494_000 },
  ],
  effects: [
    { kind: "message.status", externalId: "m1", status: "accepted", errorCode: null },
    { kind: "message.status", externalId: "m2", status: "bounced", errorCode: "5.1.1" },
    { kind: "suppression", channel: "email", address: "b@example.com", reason: "bounce" },
    { kind: "message.status", externalId: "m3", status: "undelivered", errorCode: "4.7.1" },
    { kind: "message.engaged", externalId: "m4", engagement: "opened" },
  ],
};

const engagement: GoodVector = {
  ...request,
  kind: "good",
  title:
    "tells who clicked, complained and unsubscribed, and ends no more than marketing for who left a group",
  secret:
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEi96BJhK4PCjxhfqXIy+uSl7IeUTKfFcNRo5jO8/sULqiomEAuP4LF8mEGXyC5CMbJZlGKUd5+AgsFsN1Ij/8sw==",
  headers: signed(
    "MEUCIFzUQMEgsHYzX9uNIxFL1ODplJkLPROzPTdR/nram4waAiEAmMW2aurA012p0PIEi3wqwZr4hg5ObEg8G8ZBHwVoKBk=",
  ),
  body: '[{"email":"a@example.com","event":"click","url":"https://example.com/a","url_offset":{"index":0,"type":"html"},"useragent":"Zoë","ip":"203.0.113.7","sg_event_id":"e6","sg_message_id":"m6.recvd-1","timestamp":1600112495},{"email":"b@example.com","event":"spamreport","sg_event_id":"e7","sg_message_id":"m7.recvd-1","timestamp":1600112496},{"email":"c@example.com","event":"unsubscribe","sg_event_id":"e8","sg_message_id":"m8.recvd-1","timestamp":1600112497},{"email":"d@example.com","event":"group_unsubscribe","asm_group_id":10,"useragent":"Mozilla/5.0","ip":"203.0.113.7","url":"https://example.com/b","sg_event_id":"e9","sg_message_id":"m9.recvd-1","timestamp":1600112498}]\r\n',
  events: [
    { id: "e6", type: "click", subject: "m6", time: 1_600_112_495_000 },
    { id: "e7", type: "spamreport", subject: "m7", time: 1_600_112_496_000 },
    { id: "e8", type: "unsubscribe", subject: "m8", time: 1_600_112_497_000 },
    { id: "e9", type: "group_unsubscribe", subject: "m9", time: 1_600_112_498_000 },
  ],
  effects: [
    { kind: "message.engaged", externalId: "m6", engagement: "clicked" },
    { kind: "message.engaged", externalId: "m7", engagement: "complained" },
    { kind: "suppression", channel: "email", address: "b@example.com", reason: "complaint" },
    { kind: "message.engaged", externalId: "m8", engagement: "unsubscribed" },
    { kind: "suppression", channel: "email", address: "c@example.com", reason: "unsubscribe" },
    { kind: "message.engaged", externalId: "m9", engagement: "unsubscribed" },
    {
      kind: "consent.withdrawn",
      channel: "email",
      address: "d@example.com",
      evidence: "group_unsubscribe",
    },
  ],
};

const inbound: GoodVector = {
  ...request,
  kind: "good",
  title: "takes a parsed email for a message with its words, the file left in the bytes",
  secret:
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPz0gMoGu5cwXMtdzCeQi9Y+u6FeXiKDqrq2QkugGUONt7vlE6rTQjTGOoAXwRTizY9SmKU8dzw8YrErEyfrijQ==",
  headers: signed(
    "MEUCIQDYfIhT294V4Lje2Q+N60O/F85tJknPN4ERrmTf+ywe3gIgQevmaMTTUv4UmqDSz/I2vRGpgNgz47BdtDP7FuV9LAI=",
    "multipart/form-data; boundary=xYzZY",
  ),
  body: '--xYzZY\r\nContent-Disposition: form-data; name="headers"\r\n\r\nReceived: by mx.sendgrid.net\nMessage-ID:\n <reply-1@mail.example.com>\nIn-Reply-To: <sent-1@acme.dev>\nDate: Mon, 14 Sep 2020 19:41:40 +0000\nFrom: Zoë <zoe@example.com>\n\r\n--xYzZY\r\nContent-Disposition: form-data; name="dkim"\r\n\r\n{@example.com : pass}\r\n--xYzZY\r\nContent-Disposition: form-data; name="to"\r\n\r\nHelp <help@parse.acme.dev>\r\n--xYzZY\r\nContent-Disposition: form-data; name="from"\r\n\r\nZoë <zoe@example.com>\r\n--xYzZY\r\nContent-Disposition: form-data; name="subject"\r\n\r\nRe: Größe?\r\n--xYzZY\r\nContent-Disposition: form-data; name="text"\r\n\r\nGröße M, please.\r\n\r\n--xYzZY\r\nContent-Disposition: form-data; name="envelope"\r\n\r\n{"to":["help@parse.acme.dev"],"from":"zoe@example.com"}\r\n--xYzZY\r\nContent-Disposition: form-data; name="attachments"\r\n\r\n1\r\n--xYzZY\r\nContent-Disposition: form-data; name="charsets"\r\n\r\n{"to":"UTF-8","subject":"UTF-8","from":"UTF-8","text":"utf-8"}\r\n--xYzZY\r\nContent-Disposition: form-data; name="SPF"\r\n\r\npass\r\n--xYzZY\r\nContent-Disposition: form-data; name="attachment1"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--xYzZY--\r\n',
  events: [
    {
      id: "<reply-1@mail.example.com> help@parse.acme.dev",
      type: "inbound",
      subject: "<reply-1@mail.example.com>",
      time: 1_600_112_500_000,
    },
  ],
  effects: [
    {
      kind: "message.received",
      channel: "email",
      externalId: "<reply-1@mail.example.com>",
      from: "Zoë <zoe@example.com>",
      to: "help@parse.acme.dev",
      text: "Größe M, please.\r\n",
      subject: "Re: Größe?",
      mediaUrls: [],
      inReplyTo: "<sent-1@acme.dev>",
    },
  ],
};

export const vectors: ProviderVectors = {
  webhooks: [
    dropped,
    batch,
    engagement,
    inbound,
    {
      ...dropped,
      title: "takes a retry signed a day ago, for SendGrid retries that long",
      now: SIGNED_AT + DAY_MS,
    },
    refused(dropped, {
      title: "refuses an event added after signing",
      kind: "tampered",
      body: '[{"event":"delivered","sg_event_id":"forged","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.x","timestamp":1600112492}]\r\n',
      verdict: "invalid_signature",
    }),
    refused(dropped, {
      title: "refuses a body without its line end",
      kind: "reencoded",
      body: '[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]',
      verdict: "invalid_signature",
    }),
    refused(dropped, {
      title: "refuses another webhook's verification key",
      kind: "wrong_key",
      secret: request.secret,
      verdict: "invalid_signature",
    }),
    refused(dropped, {
      title: "refuses a timestamp more than a day old",
      kind: "stale",
      now: SIGNED_AT + DAY_MS + 1000,
      verdict: "stale_timestamp",
    }),
    refused(dropped, {
      title: "refuses a timestamp 301 s ahead",
      kind: "stale",
      now: SIGNED_AT - 301_000,
      verdict: "stale_timestamp",
    }),
    refused(dropped, {
      title: "refuses a request without the signature",
      kind: "incomplete",
      headers: {
        "content-type": "application/json",
        "x-twilio-email-event-webhook-timestamp": "1600112502",
      },
      verdict: "header_missing",
    }),
  ],
  outbound,
};
