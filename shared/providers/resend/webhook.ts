import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import {
  messageIdOf,
  STANDARD_WEBHOOKS,
  STANDARD_WEBHOOKS_HEADERS,
} from "../../signatures/standard-webhooks.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { effects } from "./effects.ts";
import { registration } from "./registration.ts";

/**
 * One event a body. Its id is the delivery's, which every retry keeps: an email has many events.
 * https://resend.com/docs/webhooks/event-types
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  return [
    {
      id: nameOf(messageIdOf(body.headers)),
      type: nameOf(at(data, "type")) ?? "unknown",
      subject: idOf(at(data, "data", "email_id")) ?? idOf(at(data, "data", "id")),
      time: dateToMs(at(data, "created_at")),
      data,
    },
  ];
}

/** https://resend.com/docs/webhooks/verify-webhooks-requests */
export const webhook = {
  secret: {
    label: "Signing secret",
    hint: "Webhooks → the webhook's page → Signing secret. One per webhook.",
    example: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
  },
  headers: STANDARD_WEBHOOKS_HEADERS,
  scheme: STANDARD_WEBHOOKS,
  events,
  effects,
  eventTypes: [
    "contact.created",
    "contact.deleted",
    "contact.updated",
    "domain.created",
    "domain.deleted",
    "domain.updated",
    "email.bounced",
    "email.clicked",
    "email.complained",
    "email.delivered",
    "email.delivery_delayed",
    "email.failed",
    "email.opened",
    "email.received",
    "email.scheduled",
    "email.sent",
    "email.suppressed",
    "suppression.added",
    "suppression.removed",
  ],
  registration,
  setup: [
    "In Resend open Webhooks and choose Add webhook.",
    "Paste the endpoint's URL and choose the events; take at least sent, delivered, bounced, failed and complained.",
    "Open the new webhook, copy its signing secret and paste it here.",
    "Send a mail to delivered@resend.dev and look for email.delivered under Events.",
  ],
} satisfies Webhook;
