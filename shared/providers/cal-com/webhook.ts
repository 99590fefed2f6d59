import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { effects } from "./effects.ts";

/**
 * One event a body. Cal.com numbers none: a booking's uid with the trigger and its time is told once.
 * https://cal.com/docs/developing/guides/automation/webhooks
 * @throws UnparsedBody when the body is not JSON
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const type = nameOf(at(data, "triggerEvent"));
  const subject = idOf(at(data, "payload", "uid"));
  return [
    {
      id: composedId([type, subject, nameOf(at(data, "createdAt"))]),
      type: type ?? "unknown",
      subject,
      time: dateToMs(at(data, "createdAt")),
      data,
    },
  ];
}

/** https://cal.com/docs/developing/guides/automation/webhooks#verifying-the-authenticity-of-the-received-payload */
export const webhook = {
  secret: {
    label: "Secret",
    hint: "A long random text that you choose and enter at the webhook. Without one Cal.com sends `no-secret-provided`, which is refused.",
    example: "a-long-random-text-of-your-own",
  },
  headers: ["x-cal-signature-256"],
  scheme: {
    kind: "hmac",
    algorithm: "sha256",
    signature: { from: { header: "x-cal-signature-256" }, encoding: "hex" },
    content: [{ body: "raw" }],
  },
  events,
  effects,
  eventTypes: [
    "AFTER_GUESTS_CAL_VIDEO_NO_SHOW",
    "AFTER_HOSTS_CAL_VIDEO_NO_SHOW",
    "BOOKING_CANCELLED",
    "BOOKING_CREATED",
    "BOOKING_NO_SHOW_UPDATED",
    "BOOKING_PAID",
    "BOOKING_PAYMENT_INITIATED",
    "BOOKING_REJECTED",
    "BOOKING_REQUESTED",
    "BOOKING_RESCHEDULED",
    "FORM_SUBMITTED",
    "FORM_SUBMITTED_NO_EVENT",
    "INSTANT_MEETING",
    "MEETING_ENDED",
    "MEETING_STARTED",
    "OOO_CREATED",
    "PING",
    "RECORDING_READY",
    "RECORDING_TRANSCRIPTION_GENERATED",
  ],
  setup: [
    "In Cal.com open Settings, Developer, Webhooks and add a webhook.",
    "Paste the endpoint's URL as Subscriber URL and choose the triggers.",
    "Make up a long random secret, enter it under Secret and paste the same text here.",
    "Leave the payload template as it is, then choose Ping test and look for PING under Events.",
  ],
} satisfies Webhook;
