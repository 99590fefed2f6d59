import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, itemsAt, nameOf } from "../../model/read.ts";
import { anyOf } from "../../signatures/any-of.ts";
import { prepareVerifier } from "../../signatures/prepare.ts";
import { type SchemeInput, schemeSchema } from "../../signatures/scheme.ts";
import type { LiveSecret, Verifier } from "../../signatures/verifier.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { effects } from "./effects.ts";

/** The body, then the timestamp's text. */
export function klaviyoScheme(unit: "s" | "ms" | "iso") {
  return {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header: "klaviyo-signature" }, encoding: "hex" },
    timestamp: { from: { header: "klaviyo-timestamp" }, unit, pastSeconds: 600, futureSeconds: 600 },
    content: [{ body: "raw" }, { timestamp: true }],
  } satisfies SchemeInput;
}

/** Klaviyo does not say how it writes the timestamp, so each of the usual ways is taken. */
function prepare(secrets: readonly LiveSecret[]): Verifier {
  const as = (unit: "s" | "ms" | "iso") => prepareVerifier(schemeSchema.parse(klaviyoScheme(unit)), secrets);
  return anyOf(as("iso"), as("s"), as("ms"));
}

/**
 * One event an item: a body is a batch of up to 1,000.
 * https://developers.klaviyo.com/en/docs/working_with_system_webhooks
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const sentAt = dateToMs(at(data, "meta", "timestamp"));
  const items = itemsAt(data, "data");
  return (items.length > 0 ? items : [data]).map((item) => ({
    id: idOf(at(item, "external_id")),
    type: nameOf(at(item, "topic")) ?? "unknown",
    subject:
      idOf(at(item, "payload", "data", "relationships", "profile", "data", "id")) ??
      idOf(at(item, "payload", "data", "id")),
    time: dateToMs(at(item, "payload", "data", "attributes", "datetime")) ?? sentAt,
    data: item,
  }));
}

/** https://developers.klaviyo.com/en/docs/working_with_system_webhooks#validating-webhooks */
export const webhook = {
  secret: {
    label: "Secret key",
    hint: "The secret_key, 16 characters or more, that you gave when you created the webhook.",
    example: "a-long-random-text-of-your-own",
  },
  headers: ["klaviyo-signature", "klaviyo-timestamp"],
  verifier: prepare,
  events,
  effects,
  eventTypes: [
    "event:klaviyo.bounced_email",
    "event:klaviyo.clicked_email",
    "event:klaviyo.clicked_sms",
    "event:klaviyo.dropped_email",
    "event:klaviyo.failed_to_deliver_sms",
    "event:klaviyo.manually_suppressed_from_email_marketing",
    "event:klaviyo.marked_email_as_spam",
    "event:klaviyo.opened_email",
    "event:klaviyo.received_email",
    "event:klaviyo.received_sms",
    "event:klaviyo.sent_sms",
    "event:klaviyo.subscribed_to_email_marketing",
    "event:klaviyo.subscribed_to_sms_marketing",
    "event:klaviyo.unsubscribed_from_email_marketing",
    "event:klaviyo.unsubscribed_from_sms_marketing",
    "event:klaviyo.updated_email_preferences",
  ],
  setup: [
    "System webhooks need Klaviyo's Advanced KDP or an app of a Klaviyo partner.",
    "Make up a long random secret key and paste it here.",
    "Create the webhook by POST https://a.klaviyo.com/api/webhooks with the endpoint's URL as endpoint_url and the same text as secret_key.",
    "Choose its topics from GET https://a.klaviyo.com/api/webhook-topics.",
    "A webhook action within a flow is not signed: give it an endpoint of the provider custom with a token.",
  ],
} satisfies Webhook;
