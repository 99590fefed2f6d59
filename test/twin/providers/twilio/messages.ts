import type { Answer, Call, Route } from "../../api/provider-api.ts";
import type { Schema } from "../../api/schema.ts";
import { textAt } from "../../payload.ts";
import type { JsonObject } from "../../sender.ts";
import { refusal, toRequired } from "./refusals.ts";
import { countSegments } from "./segments.ts";

const text: Schema = { type: "string" };
const flag: Schema = { type: "boolean" };
const sid = (prefix: string): Schema => ({ type: "string", pattern: `^${prefix}[0-9a-fA-F]{32}$` });

const params: Schema = {
  type: "object",
  required: ["To"],
  properties: {
    To: text,
    From: text,
    FallbackFrom: text,
    MessagingServiceSid: sid("MG"),
    Body: text,
    MediaUrl: { type: "array", items: text },
    ContentSid: sid("HX"),
    ContentVariables: text,
    StatusCallback: text,
    ApplicationSid: sid("AP"),
    MaxPrice: { type: "number" },
    ProvideFeedback: flag,
    Attempt: { type: "integer" },
    ValidityPeriod: { type: "integer" },
    ForceDelivery: flag,
    ContentRetention: { type: "string", enum: ["retain", "discard"] },
    AddressRetention: { type: "string", enum: ["retain", "obfuscate"] },
    SmartEncoded: flag,
    PersistentAction: { type: "array", items: text },
    TrafficType: { type: "string", enum: ["free"] },
    ShortenUrls: flag,
    ScheduleType: { type: "string", enum: ["fixed"] },
    SendAt: text,
    SendAsMms: flag,
    RiskCheck: { type: "string", enum: ["enable", "disable"] },
  },
};

const E164 = /^(whatsapp:)?\+[1-9]\d{6,14}$/;
/** A number, a short code, or an alphanumeric sender. */
const SENDER = /^((whatsapp:)?\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/;
const MAX_BODY = 1600;
const MAX_MEDIA = 10;

const badTo = (to: string): Answer =>
  refusal(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
const badFrom = (from: string): Answer =>
  refusal(
    400,
    21212,
    `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
  );

/** Twilio's numbers for tests. https://www.twilio.com/docs/iam/test-credentials#test-sms-messages */
const magicTo: Readonly<Record<string, (to: string) => Answer>> = {
  "+15005550001": badTo,
  "+15005550002": (to) => refusal(400, 21612, `The 'To' number ${to} is not currently reachable via SMS.`),
  "+15005550003": (to) =>
    refusal(
      400,
      21408,
      `Permission to send an SMS has not been enabled for the region indicated by the 'To' number: ${to}.`,
    ),
  "+15005550004": () => refusal(400, 21610, "Attempt to send to unsubscribed recipient"),
  "+15005550009": (to) => refusal(400, 21614, `'To' number is not a valid mobile number: ${to}`),
};
const magicFrom: Readonly<Record<string, (from: string) => Answer>> = {
  "+15005550001": badFrom,
  "+15005550007": (from) =>
    refusal(
      400,
      21606,
      `The 'From' phone number provided (${from}) is not a valid, message-capable Twilio phone number.`,
    ),
  "+15005550008": () =>
    refusal(429, 21611, "This 'From' number has exceeded the maximum number of queued messages"),
};

function mediaOf(message: JsonObject): readonly unknown[] {
  return Array.isArray(message.MediaUrl) ? message.MediaUrl : [];
}

/** One rule a row: what it refuses, in the order in which Twilio looks. */
const rules: readonly ((message: JsonObject) => Answer | null)[] = [
  (message) => (textAt(message, "To") === "" ? toRequired() : null),
  ({ From, MessagingServiceSid }) =>
    From === undefined && MessagingServiceSid === undefined
      ? refusal(400, 21603, "A 'From' phone number is required.")
      : null,
  (message) =>
    (textAt(message, "Body") ?? "") === "" &&
    mediaOf(message).length === 0 &&
    message.ContentSid === undefined
      ? refusal(400, 21602, "Message body is required.")
      : null,
  ({ To }) => magicTo[String(To)]?.(String(To)) ?? (E164.test(String(To)) ? null : badTo(String(To))),
  (message) => {
    const from = textAt(message, "From");
    return from === null ? null : (magicFrom[from]?.(from) ?? (SENDER.test(from) ? null : badFrom(from)));
  },
  (message) =>
    (textAt(message, "Body") ?? "").length > MAX_BODY
      ? refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
      : null,
  (message) =>
    mediaOf(message).length > MAX_MEDIA
      ? refusal(400, 21623, "Number of media files exceeds allowed limit")
      : null,
  (message) =>
    mediaOf(message).some((url) => !URL.canParse(String(url)))
      ? refusal(400, 21620, "Invalid media URL(s).")
      : null,
];

/** RFC 2822, in GMT. */
export function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace("GMT", "+0000");
}

function firstStatus({ ScheduleType, MessagingServiceSid }: JsonObject): string {
  if (ScheduleType !== undefined) {
    return "scheduled";
  }
  return MessagingServiceSid === undefined ? "queued" : "accepted";
}

function createMessage({ names, params: message, ids, now }: Call): JsonObject & { readonly sid: string } {
  const media = mediaOf(message).length;
  const sid = `${media > 0 || message.SendAsMms === true ? "MM" : "SM"}${ids.hex("message", 32)}`;
  const uri = `/2010-04-01/Accounts/${names.account}/Messages/${sid}`;
  const body = textAt(message, "Body");
  return {
    account_sid: names.account,
    api_version: "2010-04-01",
    body,
    date_created: rfc2822(now),
    date_sent: null,
    date_updated: rfc2822(now),
    direction: "outbound-api",
    error_code: null,
    error_message: null,
    from: textAt(message, "From"),
    messaging_service_sid: textAt(message, "MessagingServiceSid"),
    num_media: String(media),
    num_segments: String(countSegments(body ?? "")),
    price: null,
    price_unit: null,
    sid,
    status: firstStatus(message),
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.To,
    uri: `${uri}.json`,
  };
}

/** Create a message. https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
export const sendMessage: Route = {
  method: "POST",
  path: "/2010-04-01/Accounts/{account}/Messages.json",
  action: "message.create",
  takes: ["form"],
  described: { file: "twilio.api.json", path: "/2010-04-01/Accounts/{AccountSid}/Messages.json" },
  params,
  check: (call) => rules.reduce<Answer | null>((found, rule) => found ?? rule(call.params), null),
  act: (call) => {
    const message = createMessage(call);
    return { answer: { status: 201, body: message }, made: { id: message.sid, object: message } };
  },
};

/** What a status callback says of this message. https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
export function callbackOverrides(message: JsonObject): JsonObject {
  return {
    AccountSid: message.account_sid,
    From: message.from ?? "",
    MessageSid: message.sid,
    MessagingServiceSid: message.messaging_service_sid ?? "",
    SmsSid: message.sid,
    To: message.to,
  };
}
