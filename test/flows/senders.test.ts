import { describe, expect, it } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import {
  type Bytes,
  base64,
  bytes,
  githubHeaders,
  hmac,
  slackHeaders,
  stripeHeaders,
  svixHeaders,
  twilioRequest,
} from "../support/sign.ts";
import { sendgridSigner } from "../support/sign-sendgrid.ts";
import { createEndpoint, rawBytes } from "../support/webhooks.ts";

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: Bytes;
}

interface Sender {
  readonly provider: string;
  readonly endpoint: Record<string, unknown>;
  readonly send: (url: string, at: number) => Promise<Sent>;
  /** The event that the body's first item becomes. */
  readonly event: Record<string, unknown>;
  readonly answer?: { readonly type: string; readonly body: string };
}

const SECOND_MS = 1_000;
const CREATED = 1_767_225_600;
const TIME = "2026-01-01T00:00:00.000Z";
const TWILIO_TOKEN = "0123456789abcdef0123456789abcdef";
const SVIX_SECRET = `whsec_${btoa("a secret of 24 bytes....")}`;
const sendgrid = await sendgridSigner();

const json = (value: unknown) => bytes(JSON.stringify(value));

const senders: readonly Sender[] = [
  {
    provider: "stripe",
    endpoint: { secret: "whsec_stripe" },
    send: async (_, at) => {
      const data = { object: { id: "cus_1", object: "customer" } };
      const body = json({ id: "evt_1", object: "event", type: "customer.created", created: CREATED, data });
      return { body, headers: await stripeHeaders(body, { secret: "whsec_stripe", at }) };
    },
    event: { type: "stripe.customer.created", subject: "cus_1", time: TIME, providerEventId: "evt_1" },
  },
  {
    provider: "github",
    endpoint: { secret: "github secret" },
    send: async () => {
      const issue = { number: 7, updated_at: TIME };
      const body = json({ action: "opened", issue, repository: { full_name: "acme/site" } });
      const options = { secret: "github secret", delivery: "gh-1", event: "issues" };
      return { body, headers: await githubHeaders(body, options) };
    },
    event: { type: "github.issues.opened", subject: "acme/site#7", time: TIME, providerEventId: "gh-1" },
  },
  {
    provider: "slack",
    endpoint: { secret: "slack secret" },
    send: async (_, at) => {
      const event = { type: "app_mention", channel: "C1", user: "U1" };
      const body = json({ type: "event_callback", event_id: "Ev1", event_time: CREATED, event });
      return { body, headers: await slackHeaders(body, { secret: "slack secret", at }) };
    },
    event: { type: "slack.app_mention", subject: "C1", time: TIME, providerEventId: "Ev1" },
  },
  {
    provider: "twilio",
    endpoint: { secret: TWILIO_TOKEN },
    send: async (url) =>
      await twilioRequest(
        url,
        { MessageSid: "SM1", AccountSid: "AC1", From: "+14155552671", Body: "Grüße & co" },
        TWILIO_TOKEN,
      ),
    event: { type: "twilio.message.received", subject: "SM1", providerEventId: "SM1" },
    answer: { type: "text/xml", body: "<Response/>" },
  },
  {
    provider: "resend",
    endpoint: { secret: SVIX_SECRET },
    send: async (_, at) => {
      const body = json({ type: "email.delivered", created_at: TIME, data: { email_id: "em_1" } });
      return { body, headers: await svixHeaders(body, { secret: SVIX_SECRET, id: "msg_1", at }) };
    },
    event: { type: "resend.email.delivered", subject: "em_1", time: TIME, providerEventId: "msg_1" },
  },
  {
    provider: "sendgrid",
    endpoint: { secret: sendgrid.secret },
    send: async (_, at) => {
      const item = { event: "delivered", sg_message_id: "m1.recv", timestamp: CREATED };
      const body = json([
        { ...item, sg_event_id: "sg-1" },
        { ...item, event: "open", sg_event_id: "sg-2" },
      ]);
      return { body, headers: await sendgrid.headers(body, at) };
    },
    event: { type: "sendgrid.delivered", subject: "m1", time: TIME, providerEventId: "sg-1" },
  },
  {
    provider: "custom",
    endpoint: {
      secret: "shared by both",
      scheme: {
        kind: "hmac",
        algorithm: "sha512",
        signature: { from: { header: "x-acme-signature" }, encoding: "base64" },
        timestamp: { from: { header: "x-acme-time" }, unit: "s" },
        content: [{ timestamp: true }, ".", { body: "raw" }],
        id: { json: "/id" },
        type: { json: "/kind" },
        time: { from: { json: "/at" }, unit: "iso" },
      },
    },
    send: async (_, at) => {
      const body = json({ id: "acme-1", kind: "lead.created", at: TIME });
      const signature = base64(await hmac("SHA-512", bytes("shared by both"), `${at}.`, body));
      const headers = { "x-acme-signature": signature, "x-acme-time": String(at) };
      return { body, headers: { "content-type": "application/json", ...headers } };
    },
    event: { type: "custom.lead.created", time: TIME, providerEventId: "acme-1" },
  },
];

describe("a webhook signed as its sender signs", () => {
  it.each(senders)("of $provider becomes a CloudEvent with its identity and its bytes", async (sender) => {
    const platform = new TestPlatform();
    const { key } = await platform.organization();
    const settings = { provider: sender.provider, ...sender.endpoint };
    const endpoint = await createEndpoint(platform, key, settings);
    const sent = await sender.send(endpoint.url, Math.floor(Date.now() / SECOND_MS));
    const response = await platform.fetch(endpoint.path, { method: "POST", ...sent });
    expect(response.status).toBe(200);
    const text = await response.text();
    if (sender.answer === undefined) {
      expect(JSON.parse(text)).toEqual({ received: true, id: expect.stringMatching(/^evt_/) });
    } else {
      expect(response.headers.get("content-type")).toContain(sender.answer.type);
      expect(text).toBe(sender.answer.body);
    }

    expect(await platform.drain()).toBe(1);
    const query = `/v1/events?endpointId=${endpoint.id}`;
    const { body } = await platform.call<{ data: { id: string }[] }>("GET", query, { token: key });
    const first = body.data.at(-1);
    expect(first).toMatchObject({
      specversion: "1.0",
      source: `/webhooks/${sender.provider}/${endpoint.id}`,
      datacontenttype: "application/json",
      endpointId: endpoint.id,
      provider: sender.provider,
      status: "processed",
      duplicates: 0,
      ...sender.event,
    });
    if (sender.answer === undefined) {
      expect(first).toMatchObject({ id: (JSON.parse(text) as { id: string }).id });
    }
    expect(await rawBytes(platform, key, first?.id ?? "")).toEqual(sent.body);
  });
});
