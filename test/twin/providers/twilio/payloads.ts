import { createIds, pickPerson } from "../../ids.ts";
import type { JsonObject, MakeOptions } from "../../sender.ts";

const ACCOUNT_SID = "AC6f1d0a1d2f3e4c5b8a7968574635241f";
const SERVICE_SID = "MG0c9b8a7d6e5f40312233445566778899";
const OUR_NUMBER = "+15005550006";
const API_VERSION = "2010-04-01";

interface Scene {
  /** ISO 8601 */
  readonly at: string;
  readonly sid: string;
  readonly uuid: string;
  readonly phone: string;
  readonly name: string;
  readonly city: string;
}

export function createScene({ now, sequence }: MakeOptions): Scene {
  const ids = createIds("twilio", now, sequence);
  const { phone, name, city } = pickPerson(ids);
  return {
    at: new Date(now).toISOString(),
    sid: `SM${ids.hex("message", 32)}`,
    uuid: ids.uuid("delivery"),
    phone,
    name,
    city,
  };
}

const status = (scene: Scene, value: string, changes: JsonObject = {}): JsonObject => ({
  AccountSid: ACCOUNT_SID,
  ApiVersion: API_VERSION,
  From: OUR_NUMBER,
  MessageSid: scene.sid,
  MessageStatus: value,
  MessagingServiceSid: SERVICE_SID,
  SmsSid: scene.sid,
  SmsStatus: value,
  To: scene.phone,
  ...changes,
});

const inbound = (scene: Scene): JsonObject => ({
  AccountSid: ACCOUNT_SID,
  ApiVersion: API_VERSION,
  Body: `Grüße aus ${scene.city}, ${scene.name} ☕`,
  From: scene.phone,
  FromCity: scene.city,
  FromCountry: "DE",
  FromState: "",
  FromZip: "",
  MessageSid: scene.sid,
  MessagingServiceSid: SERVICE_SID,
  NumMedia: "0",
  NumSegments: "1",
  SmsMessageSid: scene.sid,
  SmsSid: scene.sid,
  SmsStatus: "received",
  To: OUR_NUMBER,
  ToCountry: "US",
});

/** Form fields of the callbacks. https://www.twilio.com/docs/usage/webhooks/messaging-webhooks */
export const callbacks: Readonly<Record<string, (scene: Scene) => JsonObject>> = {
  "message.queued": (scene) => status(scene, "queued"),
  "message.sent": (scene) => status(scene, "sent"),
  "message.delivered": (scene) => status(scene, "delivered"),
  "message.undelivered": (scene) =>
    status(scene, "undelivered", { ErrorCode: "30003", ErrorMessage: "Unreachable destination handset" }),
  "message.failed": (scene) =>
    status(scene, "failed", { ErrorCode: "30008", ErrorMessage: "Unknown error — Zustellung unmöglich" }),
  "message.received": inbound,
};

/** A batch of Event Streams, CloudEvents in JSON. https://www.twilio.com/docs/events/event-types */
export const streamEvents: Readonly<Record<string, (scene: Scene) => JsonObject>> = {
  "com.twilio.messaging.message.delivered": (scene) => ({
    specversion: "1.0",
    type: "com.twilio.messaging.message.delivered",
    source: `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/${scene.sid}`,
    id: `EZ${scene.uuid.replaceAll("-", "")}`,
    dataschema: "https://events-schemas.twilio.com/Messaging.MessageStatus/4",
    datacontenttype: "application/json",
    time: scene.at,
    data: {
      accountSid: ACCOUNT_SID,
      messageSid: scene.sid,
      messageStatus: "DELIVERED",
      timestamp: scene.at,
      to: scene.phone,
      from: OUR_NUMBER,
      body: `Guten Tag ${scene.name}`,
    },
  }),
};
