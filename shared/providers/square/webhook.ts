import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { squareEffects } from "./effects.ts";

/**
 * One event a body; a retry keeps its id and its bytes.
 * https://developer.squareup.com/docs/webhooks/overview
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  return [
    {
      id: nameOf(at(data, "event_id")),
      type: nameOf(at(data, "type")) ?? "unknown",
      subject: idOf(at(data, "data", "id")),
      time: dateToMs(at(data, "created_at")),
      data,
    },
  ];
}

/** https://developer.squareup.com/docs/webhooks/step3validate */
export const webhook = {
  secret: {
    label: "Signature key",
    hint: "Developer Console → your application → Webhooks → the subscription → Signature key. One per subscription.",
    example: "sq0sig-exampleExampleExample",
  },
  headers: ["x-square-hmacsha256-signature"],
  scheme: {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header: "x-square-hmacsha256-signature" }, encoding: "base64" },
    content: [{ url: "registered" }, { body: "raw" }],
  },
  events,
  effects: squareEffects,
  eventTypes: [
    "booking.created",
    "booking.updated",
    "catalog.version.updated",
    "customer.created",
    "customer.deleted",
    "customer.updated",
    "dispute.created",
    "dispute.state.updated",
    "invoice.canceled",
    "invoice.created",
    "invoice.deleted",
    "invoice.payment_made",
    "invoice.published",
    "invoice.refunded",
    "invoice.scheduled_charge_failed",
    "invoice.updated",
    "oauth.authorization.revoked",
    "order.created",
    "order.updated",
    "payment.created",
    "payment.updated",
    "refund.created",
    "refund.updated",
    "subscription.created",
    "subscription.updated",
  ],
  setup: [
    "Open your application in Square's Developer Console and choose Webhooks, then Subscriptions.",
    "Add a subscription, paste the endpoint's URL exactly as it is shown here, and choose the events.",
    "Open the new subscription, show its signature key and paste it here.",
    "Send a test event from the subscription's page and look for it under Events.",
  ],
} satisfies Webhook;
