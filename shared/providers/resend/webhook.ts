import { readJson } from "../../model/body.ts";
import type { Effect, MessageStatus } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import {
  messageIdOf,
  STANDARD_WEBHOOKS,
  STANDARD_WEBHOOKS_HEADERS,
} from "../../signatures/standard-webhooks.ts";
import type { InboundBody, Webhook } from "../define.ts";
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

const STATUS_BY_TYPE: ReadonlyMap<string, MessageStatus> = new Map([
  ["email.scheduled", "accepted"],
  ["email.sent", "sent"],
  ["email.delivery_delayed", "deferred"],
  ["email.delivered", "delivered"],
  ["email.bounced", "bounced"],
  ["email.failed", "failed"],
  // Resend itself withheld it, because of an earlier bounce or complaint
  ["email.suppressed", "failed"],
]);

/** The bounce's class, never its message, which quotes the recipient. */
function errorCodeOf(data: unknown): string | null {
  const bounce = [nameOf(at(data, "bounce", "type")), nameOf(at(data, "bounce", "subType"))];
  const code = bounce.filter((part) => part !== null).join("/");
  return nameOf(code) ?? nameOf(at(data, "failed", "reason")) ?? nameOf(at(data, "suppressed", "reason"));
}

function effects(event: ProviderEvent): readonly Effect[] {
  const status = STATUS_BY_TYPE.get(event.type);
  const data = at(event.data, "data");
  const externalId = idOf(at(data, "email_id"));
  if (status === undefined || externalId === null) {
    return [];
  }
  return [{ kind: "message.status", externalId, status, errorCode: errorCodeOf(data) }];
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
