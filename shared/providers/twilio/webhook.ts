import type { Webhook } from "../define.ts";
import { effects } from "./effects.ts";
import { events } from "./events.ts";
import { registration } from "./registration.ts";
import { prepareTwilioVerifier, SIGNATURE_HEADER } from "./verifier.ts";

/** https://www.twilio.com/docs/usage/webhooks */
export const webhook = {
  secret: {
    label: "Auth token",
    hint: "On the first page of the Twilio console, under Account Info; while tokens change, the secondary one too.",
    example: "abcdef0123456789abcdef0123456789",
  },
  headers: [SIGNATURE_HEADER],
  verifier: prepareTwilioVerifier,
  // an empty TwiML document: any other text would be sent to the person as an answer
  reply: { status: 200, headers: { "content-type": "text/xml" }, body: "<Response/>" },
  events,
  effects,
  eventTypes: [
    "call.input",
    "call.received",
    "call.status",
    "message.received",
    "message.status",
    "recording.status",
  ],
  registration,
  setup: [
    "Copy the auth token from the first page of the Twilio console and paste it here.",
    "For incoming messages open Messaging → Services → your service → Integration and paste the endpoint's URL.",
    "For delivery receipts paste the same URL as the service's delivery status callback.",
    "Without a messaging service paste it at the phone number, under A message comes in.",
    "To have Twilio retry more than once, add #rc=3&rp=all to the URL at Twilio.",
  ],
} satisfies Webhook;
