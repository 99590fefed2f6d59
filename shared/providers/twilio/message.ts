import { z } from "zod";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { ActionResult, Call, ProviderAnswer } from "../action.ts";
import { accountUrl, authorization } from "./auth.ts";

/** A number in E.164 form, a short code, or a name of up to 11 characters, one of them a letter. */
const SENDER = /^(?:\+[1-9]\d{6,14}|\d{5,6}|(?=.*[A-Za-z])[\w &+-]{1,11})$/;

/** What SMS and MMS have in common. */
export const addressing = {
  to: z.string().regex(/^\+[1-9]\d{6,14}$/, "must be a number in E.164 form, e.g. +14155550100"),
  from: z
    .string()
    .regex(SENDER, "must be a number in E.164 form, a short code or a sender's name")
    .optional(),
  messagingServiceSid: z
    .string()
    .regex(/^MG[0-9a-zA-Z]{32}$/, "must be a messaging service, MG…")
    .optional(),
};

export const body = z.string().min(1).max(1_600);
export const mediaUrls = z
  .array(z.url({ protocol: /^https?$/ }).max(2_048))
  .min(1)
  .max(10);

export interface Message {
  readonly to: string;
  readonly from?: string | undefined;
  readonly messagingServiceSid?: string | undefined;
  readonly body?: string | undefined;
  readonly mediaUrls?: readonly string[] | undefined;
}

interface Sender {
  readonly From?: string | undefined;
  readonly MessagingServiceSid?: string | undefined;
}

/** What the message names, else the connection's settings, else the credential; a service goes before a number. */
function senderOf(message: Message, { config, credentials }: Call): Sender {
  if (message.from !== undefined || message.messagingServiceSid !== undefined) {
    return { From: message.from, MessagingServiceSid: message.messagingServiceSid };
  }
  for (const source of [config, credentials]) {
    const service = nameOf(source.messagingServiceSid);
    const number = nameOf(source.fromNumber);
    if (service !== null || number !== null) {
      return service === null ? { From: number ?? undefined } : { MessagingServiceSid: service };
    }
  }
  // Twilio's own refusal says what is missing
  return {};
}

/** https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
export async function sendMessage(message: Message, call: Call): Promise<Response> {
  const fields = {
    To: message.to,
    ...senderOf(message, call),
    Body: message.body,
    StatusCallback: nameOf(call.config.statusCallbackUrl) ?? undefined,
  };
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) {
      form.set(name, value);
    }
  }
  for (const url of message.mediaUrls ?? []) {
    form.append("MediaUrl", url);
  }
  return call.fetch(accountUrl(call, "/Messages.json"), {
    method: "POST",
    headers: { authorization: authorization(call) },
    body: form,
  });
}

export function readMessage({ body: message }: ProviderAnswer): ActionResult {
  const sid = idOf(at(message, "sid"));
  return {
    externalId: sid,
    result: {
      sid,
      status: nameOf(at(message, "status")),
      segments: idOf(at(message, "num_segments")),
    },
  };
}

/**
 * Twilio takes no idempotency key and keeps no reference of ours. What it can be asked for is a message of the same
 * day with the same number and words; two reminders may have those alike, and the one that was sent would pass for the
 * one that was not. So a doubt is left to a person.
 */
export const repeatability = { idempotency: "none", onUncertain: "hold" } as const;
