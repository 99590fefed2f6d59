import type { Effect, Engagement, MessageStatus, SuppressionEffect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, itemsAt, nameOf, referenceOf } from "../../model/read.ts";
import { REFERENCE_TAG } from "./actions/send-email.ts";

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

const ENGAGEMENT_BY_TYPE: ReadonlyMap<string, Engagement> = new Map([
  ["email.opened", "opened"],
  ["email.clicked", "clicked"],
  ["email.complained", "complained"],
]);

/** The bounce's class, never its message, which quotes the recipient. */
function errorCodeOf(data: unknown): string | null {
  const bounce = [nameOf(at(data, "bounce", "type")), nameOf(at(data, "bounce", "subType"))];
  const code = bounce.filter((part) => part !== null).join("/");
  return nameOf(code) ?? nameOf(at(data, "failed", "reason")) ?? nameOf(at(data, "suppressed", "reason"));
}

function receipt(type: string, externalId: string, data: unknown): readonly Effect[] {
  const status = STATUS_BY_TYPE.get(type);
  return status === undefined
    ? []
    : [
        {
          kind: "message.status",
          externalId,
          status,
          errorCode: errorCodeOf(data),
          ...referenceOf(tagOf(data, REFERENCE_TAG)),
        },
      ];
}

/** Resend's pages show tags as a list of names and values, and its events as an object. */
function tagOf(data: unknown, name: string): unknown {
  const listed = itemsAt(data, "tags").find((tag) => at(tag, "name") === name);
  return listed === undefined ? at(data, "tags", name) : at(listed, "value");
}

function engagement(type: string, externalId: string): readonly Effect[] {
  const engaged = ENGAGEMENT_BY_TYPE.get(type);
  return engaged === undefined ? [] : [{ kind: "message.engaged", externalId, engagement: engaged }];
}

/** Why Resend itself withheld an email. */
const SUPPRESSION_BY_REASON: ReadonlyMap<string, SuppressionEffect["reason"]> = new Map([
  ["previous_bounce", "bounce"],
  ["previous_complaint", "complaint"],
]);

function reasonOf(type: string, data: unknown): SuppressionEffect["reason"] | null {
  if (type === "email.complained") {
    return "complaint";
  }
  if (type === "email.suppressed") {
    return SUPPRESSION_BY_REASON.get(nameOf(at(data, "suppressed", "reason")) ?? "") ?? null;
  }
  return type === "email.bounced" && at(data, "bounce", "type") === "Permanent" ? "bounce" : null;
}

/** Of an email to several, Resend does not say whose address it was. */
function suppression(type: string, data: unknown): readonly Effect[] {
  const reason = reasonOf(type, data);
  const [recipient, ...others] = ["to", "cc", "bcc"].flatMap((list) => itemsAt(data, list));
  const address = nameOf(recipient);
  return reason === null || address === null || others.length > 0
    ? []
    : [{ kind: "suppression", channel: "email", address, reason }];
}

/** Its words are only to be had from the API. https://resend.com/docs/webhooks/emails/received */
function received(type: string, externalId: string, data: unknown): readonly Effect[] {
  const from = nameOf(at(data, "from"));
  const to = nameOf(at(data, "to", 0));
  if (type !== "email.received" || from === null || to === null) {
    return [];
  }
  return [
    {
      kind: "message.received",
      channel: "email",
      externalId,
      from,
      to,
      text: null,
      subject: nameOf(at(data, "subject")),
      mediaUrls: [],
      inReplyTo: null,
      retrieval: { action: "emails.retrieve_received", input: { id: externalId } },
    },
  ];
}

/** A contact who left all broadcasts. https://resend.com/docs/webhooks/contacts/updated */
function unsubscribed(type: string, data: unknown): readonly Effect[] {
  const address = nameOf(at(data, "email"));
  return type === "contact.updated" && at(data, "unsubscribed") === true && address !== null
    ? [{ kind: "suppression", channel: "email", address, reason: "unsubscribe" }]
    : [];
}

/** https://resend.com/docs/webhooks/event-types */
export function effects({ type, data: payload }: ProviderEvent): readonly Effect[] {
  const data = at(payload, "data");
  const externalId = idOf(at(data, "email_id"));
  return externalId === null
    ? unsubscribed(type, data)
    : [
        ...receipt(type, externalId, data),
        ...engagement(type, externalId),
        ...suppression(type, data),
        ...received(type, externalId, data),
      ];
}
