import type { MessageRate } from "../../model/cost.ts";
import type { Effect, MessageStatus } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, itemsAt, nameOf, referenceOf, textOf } from "../../model/read.ts";

const STATUSES: ReadonlyMap<string, MessageStatus> = new Map([
  ["status.sent", "sent"],
  ["status.delivered", "delivered"],
  ["status.read", "read"],
  ["status.failed", "failed"],
]);

/** What people write; reactions and the system's own notes are no messages. */
const WRITTEN: ReadonlySet<string> = new Set([
  "message.audio",
  "message.button",
  "message.contacts",
  "message.document",
  "message.image",
  "message.interactive",
  "message.location",
  "message.order",
  "message.sticker",
  "message.text",
  "message.unsupported",
  "message.video",
]);

/** Where the types that have words hold them. */
const TEXT_PATHS = [
  ["text", "body"],
  ["image", "caption"],
  ["video", "caption"],
  ["document", "caption"],
  ["button", "text"],
  ["interactive", "button_reply", "title"],
  ["interactive", "list_reply", "title"],
] as const;

/** A number, which Meta writes without the plus sign, in E.164 form. */
function phoneOf(value: unknown): string | null {
  const text = nameOf(value);
  return text !== null && /^\+?\d[\d\s().-]*$/.test(text) ? `+${text.replaceAll(/\D/g, "")}` : null;
}

/** A person's number, else the id by which a user who shows none is known. */
function personOf(number: unknown, userId: unknown): string | null {
  return phoneOf(number) ?? nameOf(userId);
}

/**
 * The recipient told WhatsApp to stop the business's marketing; all else still reaches them.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
const MARKETING_STOPPED = "131050";

/** A message costs something, or nothing, once it is delivered: what `sent` says of it may never come about. */
const CHARGED: ReadonlySet<MessageStatus> = new Set(["delivered", "read"]);

/**
 * Of a message that is charged `delivered` or `read` has `pricing`; no webhook names an amount, which follows from the
 * category, the recipient's country and the volume.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
function rateOf(status: MessageStatus, pricing: unknown): { readonly rate?: MessageRate } {
  const category = nameOf(at(pricing, "category"));
  const type = nameOf(at(pricing, "type"));
  return CHARGED.has(status) && category !== null && type !== null ? { rate: { category, type } } : {};
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages */
function receipt({ type, subject, data }: ProviderEvent): readonly Effect[] {
  const status = STATUSES.get(type);
  if (status === undefined || subject === null) {
    return [];
  }
  const told = at(data, "value", "statuses", 0);
  const errorCode = idOf(at(told, "errors", 0, "code"));
  const address =
    errorCode === MARKETING_STOPPED
      ? personOf(at(told, "recipient_id"), at(told, "recipient_user_id"))
      : null;
  return [
    {
      kind: "message.status",
      externalId: subject,
      status,
      errorCode,
      ...referenceOf(at(told, "biz_opaque_callback_data")),
      ...rateOf(status, at(told, "pricing")),
    },
    ...(address === null ? [] : [withdrawn(address, MARKETING_STOPPED)]),
  ];
}

/**
 * Who stops a business's marketing in WhatsApp's settings; who resumes it has shown no consent to anything.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
 */
function preferences({ type, data }: ProviderEvent): readonly Effect[] {
  return (type === "user_preferences" ? itemsAt(data, "value", "user_preferences") : []).flatMap((told) => {
    const address = personOf(at(told, "wa_id"), at(told, "user_id"));
    const isStop = at(told, "category") === "marketing_messages" && at(told, "value") === "stop";
    return isStop && address !== null ? [withdrawn(address, "user_preferences")] : [];
  });
}

function withdrawn(address: string, evidence: string): Effect {
  return { kind: "consent.withdrawn", channel: "whatsapp", address, evidence };
}

/**
 * Media come as ids that only the API turns into URLs.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */
function received({ type, data }: ProviderEvent): readonly Effect[] {
  const message = at(data, "value", "messages", 0);
  const externalId = idOf(at(message, "id"));
  const from = personOf(at(message, "from"), at(message, "from_user_id"));
  const to = phoneOf(at(data, "value", "metadata", "display_phone_number"));
  if (!WRITTEN.has(type) || externalId === null || from === null || to === null) {
    return [];
  }
  return [
    {
      kind: "message.received",
      channel: "whatsapp",
      externalId,
      from,
      to,
      text: TEXT_PATHS.map((path) => textOf(at(message, ...path))).find((text) => text !== null) ?? null,
      subject: null,
      mediaUrls: [],
      inReplyTo: idOf(at(message, "context", "id")),
    },
  ];
}

export function effects(event: ProviderEvent): readonly Effect[] {
  return [...receipt(event), ...preferences(event), ...received(event)];
}
