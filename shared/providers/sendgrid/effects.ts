import type { Effect, Engagement, MessageStatus, SuppressionEffect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, nameOf, referenceOf } from "../../model/read.ts";
import { REFERENCE_ARGUMENT, SHARED_ARGUMENT, sharedId } from "./actions/email-input.ts";
import { inboundEffects } from "./inbound.ts";

const STATUS_BY_TYPE: ReadonlyMap<string, MessageStatus> = new Map([
  ["processed", "accepted"],
  ["deferred", "deferred"],
  ["delivered", "delivered"],
  ["bounce", "bounced"],
  ["dropped", "failed"],
]);

const ENGAGEMENT_BY_TYPE: ReadonlyMap<string, Engagement> = new Map([
  ["open", "opened"],
  ["click", "clicked"],
  ["unsubscribe", "unsubscribed"],
  ["group_unsubscribe", "unsubscribed"],
  ["spamreport", "complained"],
]);

/** Who leaves a group still gets other mail than marketing: their address stays. */
const SUPPRESSION_BY_TYPE: ReadonlyMap<string, SuppressionEffect["reason"]> = new Map([
  ["bounce", "bounce"],
  ["unsubscribe", "unsubscribe"],
  ["spamreport", "complaint"],
]);

/** Why SendGrid itself withheld an email: what it knows of the address. Other reasons are about the email or the account. */
const SUPPRESSION_BY_DROP: ReadonlyMap<string, SuppressionEffect["reason"]> = new Map([
  ["Bounced Address", "bounce"],
  ["Invalid", "bounce"],
  ["Spam Reporting Address", "complaint"],
  ["Unsubscribed Address", "unsubscribe"],
]);

/**
 * A message's id as `X-Message-Id` named it when it was sent: SendGrid appends the path it took after a dot. Emails of one
 * request share it, and are told apart by their jobs.
 */
export function messageIdOf(data: unknown): string | null {
  const id = nameOf(at(data, "sg_message_id"));
  const shared = id === null ? null : nameOf(id.split(".", 1)[0]);
  const reference = nameOf(at(data, REFERENCE_ARGUMENT));
  return shared === null || reference === null || at(data, SHARED_ARGUMENT) === undefined
    ? shared
    : sharedId(shared, reference);
}

function receipt({ type, data }: ProviderEvent): readonly Effect[] {
  const status = STATUS_BY_TYPE.get(type);
  const externalId = messageIdOf(data);
  if (status === undefined || externalId === null) {
    return [];
  }
  // a block is one server's refusal of this message, not of the address
  const isBlock = status === "bounced" && at(data, "type") === "blocked";
  return [
    {
      kind: "message.status",
      externalId,
      status: isBlock ? "undelivered" : status,
      // the enhanced status code of a bounce; why a message was dropped is one of SendGrid's fixed words
      errorCode: idOf(at(data, "status")) ?? (status === "failed" ? nameOf(at(data, "reason")) : null),
      ...referenceOf(at(data, REFERENCE_ARGUMENT)),
    },
  ];
}

function engagement({ type, data }: ProviderEvent): readonly Effect[] {
  const engaged = ENGAGEMENT_BY_TYPE.get(type);
  const externalId = messageIdOf(data);
  return engaged === undefined || externalId === null
    ? []
    : [{ kind: "message.engaged", externalId, engagement: engaged }];
}

function suppression({ type, data }: ProviderEvent): readonly Effect[] {
  const reason =
    type === "dropped"
      ? SUPPRESSION_BY_DROP.get(nameOf(at(data, "reason")) ?? "")
      : SUPPRESSION_BY_TYPE.get(type);
  const address = nameOf(at(data, "email"));
  const isOfAddress = type !== "bounce" || at(data, "type") === "bounce";
  return reason === undefined || address === null || !isOfAddress
    ? []
    : [{ kind: "suppression", channel: "email", address, reason }];
}

/** Groups are the sender's marketing by name; which of them is no topic's name here, so that it ends all of it. */
function withdrawal({ type, data }: ProviderEvent): readonly Effect[] {
  const address = nameOf(at(data, "email"));
  return type === "group_unsubscribe" && address !== null
    ? [{ kind: "consent.withdrawn", channel: "email", address, evidence: type }]
    : [];
}

/** Of an event of the event webhook, or of an email parsed. https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
export function effects(event: ProviderEvent): readonly Effect[] {
  return [
    ...receipt(event),
    ...engagement(event),
    ...suppression(event),
    ...withdrawal(event),
    ...inboundEffects(event),
  ];
}
