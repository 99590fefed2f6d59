import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf, secondsToMs } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { stripeEffects } from "./effects.ts";
import { registration } from "./registration.ts";

/**
 * One event a body: a snapshot event, or a thin one of API v2, whose `created` is ISO 8601 and which names its object
 * in `related_object` instead of carrying it. https://docs.stripe.com/api/events/object
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const created = at(data, "created");
  return [
    {
      id: idOf(at(data, "id")),
      type: nameOf(at(data, "type")) ?? "unknown",
      subject: idOf(at(data, "data", "object", "id")) ?? idOf(at(data, "related_object", "id")),
      time: secondsToMs(created) ?? dateToMs(created),
      data,
    },
  ];
}

/** https://docs.stripe.com/webhooks/signature */
export const webhook = {
  secret: {
    label: "Signing secret",
    hint: "Shown once when the endpoint is created, later under Reveal on the endpoint's page. One per endpoint.",
    example: "whsec_0123456789abcdef0123456789abcdef",
  },
  headers: ["stripe-signature"],
  scheme: {
    kind: "hmac",
    algorithm: "sha256",
    signature: {
      from: { header: "stripe-signature" },
      // v0 is a decoy of test mode
      pairs: { item: ",", keyValue: "=", pick: "v1" },
      encoding: "hex",
    },
    timestamp: { from: { pair: "t" }, unit: "s" },
    content: [{ timestamp: true }, ".", { body: "raw" }],
  },
  events,
  effects: stripeEffects,
  eventTypes: [
    "account.application.deauthorized",
    "account.updated",
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.refunded",
    "checkout.session.async_payment_failed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.completed",
    "checkout.session.expired",
    "customer.created",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    "customer.subscription.updated",
    "customer.updated",
    "invoice.created",
    "invoice.finalized",
    "invoice.marked_uncollectible",
    "invoice.paid",
    "invoice.payment_action_required",
    "invoice.payment_failed",
    "invoice.payment_succeeded",
    "invoice.upcoming",
    "invoice.voided",
    "payment_intent.amount_capturable_updated",
    "payment_intent.canceled",
    "payment_intent.created",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.succeeded",
    "payment_link.created",
    "payment_link.updated",
    "payment_method.attached",
    "payment_method.detached",
    "refund.created",
    "refund.failed",
    "refund.updated",
    "setup_intent.succeeded",
    "v1.billing.meter.error_report_triggered",
  ],
  registration,
  setup: [
    "In the Stripe dashboard open Developers → Webhooks and choose Add destination.",
    "Pick the events you want; for the events of connected accounts choose Connected accounts as the source.",
    "Choose Webhook endpoint as the type and paste the endpoint's URL.",
    "Open the new destination, reveal its signing secret and paste it here.",
    "Send a test event from the destination's page and look for it under Events.",
  ],
} satisfies Webhook;
