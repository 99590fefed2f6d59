import { z } from "zod";
import { at, idOf, nameOf } from "../../model/read.ts";
import type { ActionResult, Call, ProviderAnswer } from "../action.ts";
import { accountUrl } from "./auth.ts";
import { once, phoneNumber, sid, webUrl } from "./input.ts";
import { postForm } from "./request.ts";

/** A number in E.164 form, a short code, or a name of up to 11 characters, one of them a letter. */
const SENDER = /^(?:\+[1-9]\d{6,14}|\d{5,6}|(?=.*[A-Za-z])[\w &+-]{1,11})$/;

/** When Twilio sends a message, and until when it tries. */
export const timing = {
  sendAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe("When Twilio sends it; needs a messaging service."),
  validitySeconds: z
    .int()
    .min(1)
    .max(36_000)
    .optional()
    .describe("For how long it may wait in Twilio's queue."),
};

/** What SMS and MMS have in common. */
export const addressing = {
  to: phoneNumber,
  from: z
    .string()
    .regex(SENDER, "must be a number in E.164 form, a short code or a sender's name")
    .optional(),
  messagingServiceSid: sid("MG", "a messaging service").optional(),
  ...timing,
};

export const body = z.string().min(1).max(1_600);
export const mediaUrls = z.array(webUrl).min(1).max(10);

interface Timing {
  readonly sendAt?: string | undefined;
  readonly validitySeconds?: number | undefined;
}

export interface Message extends Timing {
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

/** The parameter of a status callback's URL that names the job. */
export const REFERENCE_PARAMETER = "causeway_job";

/** An endpoint of the platform's. */
const OWN_ENDPOINT = /^\/webhooks\/twilio\/ep_\w+$/;

/** Where Twilio tells what becomes of a message; at an endpoint of ours with the job's id, which no other URL gets. */
function statusCallback({ config, reference }: Call): string | undefined {
  const given = nameOf(config.statusCallbackUrl);
  if (given === null || !URL.canParse(given) || !OWN_ENDPOINT.test(new URL(given).pathname)) {
    return given ?? undefined;
  }
  const url = new URL(given);
  url.searchParams.set(REFERENCE_PARAMETER, reference);
  return url.href;
}

/** The fields that every message has, after those that say to whom, from whom and what. */
export function commonFields({ sendAt, validitySeconds }: Timing, call: Call) {
  return {
    StatusCallback: statusCallback(call),
    ScheduleType: sendAt === undefined ? undefined : "fixed",
    SendAt: sendAt,
    ValidityPeriod: validitySeconds,
  };
}

/** https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
export async function sendMessage(message: Message, call: Call): Promise<Response> {
  return postForm(call, accountUrl(call, "/Messages.json"), {
    fields: {
      To: message.to,
      ...senderOf(message, call),
      Body: message.body,
      ...commonFields(message, call),
      MediaUrl: message.mediaUrls,
    },
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
 * Twilio takes no idempotency key and keeps no reference of ours beside the status callback's URL. What it can be asked for is a message of the same
 * day with the same number and words; two reminders may have those alike, and the one that was sent would pass for the
 * one that was not. So a doubt is left to a person.
 */
export const repeatability = once;
