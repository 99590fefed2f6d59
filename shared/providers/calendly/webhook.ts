import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, dateToMs, nameOf } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { effects } from "./effects.ts";

/**
 * One event a body. Calendly numbers none: an invitee's URI with the event and its time is told once.
 * https://developer.calendly.com/api-docs/webhook-payload
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const type = nameOf(at(data, "event"));
  const subject = nameOf(at(data, "payload", "uri"));
  return [
    {
      id: composedId([type, subject, nameOf(at(data, "created_at"))]),
      type: type ?? "unknown",
      subject,
      time: dateToMs(at(data, "created_at")),
      data,
    },
  ];
}

/** https://developer.calendly.com/api-docs/webhook-signatures */
export const webhook = {
  secret: {
    label: "Signing key",
    hint: "The signing_key that you gave when you created the subscription; of an OAuth app the key shown with it.",
    example: "a-long-random-text-of-your-own",
  },
  headers: ["calendly-webhook-signature"],
  scheme: {
    kind: "hmac",
    algorithm: "sha256",
    signature: {
      from: { header: "calendly-webhook-signature" },
      pairs: { item: ",", keyValue: "=", pick: "v1" },
      encoding: "hex",
    },
    timestamp: { from: { pair: "t" }, unit: "s", pastSeconds: 180, futureSeconds: 180 },
    content: [{ timestamp: true }, ".", { body: "raw" }],
  },
  events,
  effects,
  eventTypes: [
    "invitee.canceled",
    "invitee.created",
    "invitee_no_show.created",
    "invitee_no_show.deleted",
    "routing_form_submission.created",
  ],
  setup: [
    "Make up a long random signing key and paste it here.",
    "Create the subscription by POST https://api.calendly.com/webhook_subscriptions with the endpoint's URL as url and the same text as signing_key.",
    "Name the events, invitee.created and invitee.canceled at least, and the scope user or organization.",
    "Book a time and look for invitee.created under Events.",
  ],
} satisfies Webhook;
