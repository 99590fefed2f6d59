import type { Call, Route } from "../../api/provider-api.ts";
import type { Schema } from "../../api/schema.ts";
import { textAt } from "../../payload.ts";
import type { JsonObject } from "../../sender.ts";
import { checkMessage, mediaOf } from "./rules.ts";
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
  check: checkMessage,
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
