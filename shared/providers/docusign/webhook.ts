import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { docuSignEffects } from "./effects.ts";
import { prepareDocuSignVerifier } from "./verifier.ts";

/**
 * One event a body. DocuSign numbers none, and a retry changes the body by its retryCount: configuration, event,
 * envelope, recipient and time stay.
 * https://developers.docusign.com/platform/webhooks/connect/json-sim-event-reference/
 * @throws UnparsedBody when the body is not JSON; Connect's older XML is not taken
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readJson(body.bytes);
  const type = nameOf(at(data, "event"));
  const envelope = idOf(at(data, "data", "envelopeId"));
  const recipient = idOf(at(data, "data", "recipientId"));
  const time = nameOf(at(data, "generatedDateTime"));
  return [
    {
      id: composedId([
        idOf(at(data, "configurationId")),
        type,
        envelope,
        ...(recipient === null ? [] : [recipient]),
        time,
      ]),
      type: type ?? "unknown",
      subject: envelope,
      time: dateToMs(time),
      data,
    },
  ];
}

/** https://developers.docusign.com/platform/webhooks/connect/hmac/ */
export const webhook = {
  secret: {
    label: "Connect key",
    hint: "Settings → Connect → Connect keys → Add secret key. Shown once; taken as it is, also when it ends in =.",
    example: "exampleConnectKey0123456789abcdefghijklmnopq=",
  },
  headers: ["x-docusign-signature-1", "x-docusign-signature-2", "x-authorization-digest"],
  verifier: prepareDocuSignVerifier,
  events,
  effects: docuSignEffects,
  eventTypes: [
    "envelope-completed",
    "envelope-corrected",
    "envelope-created",
    "envelope-declined",
    "envelope-deleted",
    "envelope-delivered",
    "envelope-purge",
    "envelope-resent",
    "envelope-sent",
    "envelope-voided",
    "recipient-authenticationfailed",
    "recipient-autoresponded",
    "recipient-completed",
    "recipient-declined",
    "recipient-delegate",
    "recipient-delivered",
    "recipient-finish-later",
    "recipient-reassign",
    "recipient-resent",
    "recipient-sent",
  ],
  setup: [
    "In DocuSign open Settings, Connect, Connect keys, add a secret key and paste it here.",
    "Under Connect add a custom configuration and paste the endpoint's URL as URL to publish.",
    "Choose the data format REST v2.1 with JSON, send individual messages, and switch on Include HMAC signature.",
    "Choose the envelope and recipient events and save.",
    "Send an envelope to yourself and look for envelope-sent under Events.",
  ],
} satisfies Webhook;
