import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, nameOf, secondsToMs } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { effects, messageIdOf } from "./effects.ts";
import { INBOUND, isInbound, readInbound } from "./inbound.ts";

/**
 * One event an element: a body is an array of events of any messages; or an email that Inbound Parse received.
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 * @throws UnparsedBody when the body is neither JSON nor a form of several parts
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  if (isInbound(body)) {
    return [readInbound(body)];
  }
  const parsed = readJson(body.bytes);
  const items: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return items.map((data) => ({
    id: nameOf(at(data, "sg_event_id")),
    type: nameOf(at(data, "event")) ?? "unknown",
    subject: messageIdOf(data),
    time: secondsToMs(at(data, "timestamp")),
    data,
  }));
}

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features */
export const webhook = {
  secret: {
    label: "Verification key",
    hint: "The public key shown when Signature Verification is enabled on the event webhook.",
    example:
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErYx/YvXkgLZTZMEYZdxW7h2FLIlyfxeCJTk6IQEj7874LlAOF5MVUfFgs+uCYDB34U+ul5wYXI4QtOmr3xhaRg==",
  },
  headers: ["x-twilio-email-event-webhook-signature", "x-twilio-email-event-webhook-timestamp"],
  scheme: {
    kind: "ecdsa-p256",
    signature: { from: { header: "x-twilio-email-event-webhook-signature" }, encoding: "base64" },
    timestamp: {
      from: { header: "x-twilio-email-event-webhook-timestamp" },
      unit: "s",
      // SendGrid retries for a day and does not say that a retry is signed anew; the event ids keep replays out
      pastSeconds: 86_400,
    },
    content: [{ timestamp: true }, { body: "raw" }],
  },
  events,
  effects,
  eventTypes: [
    "account_status_change",
    "bounce",
    "click",
    "deferred",
    "delivered",
    "dropped",
    "group_resubscribe",
    "group_unsubscribe",
    INBOUND,
    "open",
    "processed",
    "spamreport",
    "unsubscribe",
  ],
  setup: [
    "In SendGrid open Settings → Mail Settings → Event Webhooks and choose Create new webhook.",
    "Paste the endpoint's URL as Post URL and select all deliverability and engagement events.",
    "Enable Signature Verification and save: SendGrid then shows the verification key.",
    "Paste the verification key here.",
    "Send yourself a mail and look for its delivered event under Events.",
    "For emails that people write, make a second endpoint and paste its URL under Settings → Inbound Parse, without the raw MIME message; attach a security policy with a signature (POST /v3/user/webhooks/security/policies) and paste its public key as that endpoint's secret.",
  ],
} satisfies Webhook;
