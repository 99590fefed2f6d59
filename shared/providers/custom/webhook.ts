import { utf8ToBytes } from "../../crypto/bytes.ts";
import { isForm, parseJson, readForm, readText } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { millisecondsToMs, nameOf } from "../../model/read.ts";
import { readIdentity } from "../../signatures/identity.ts";
import type { InboundBody, Webhook } from "../define.ts";

/**
 * One event a body, a form or JSON. Its id, type and time stand where the endpoint's scheme says; where it says nothing
 * the type is `event`.
 * @throws UnparsedBody when the body is neither a form nor JSON
 */
export function customEvents(body: InboundBody): readonly ProviderEvent[] {
  const { scheme, url, headers } = body;
  const text = readText(body.bytes);
  const data = isForm(body.contentType) ? readForm(body.bytes) : parseJson(text);
  // the text has lost its byte order mark, which would hide a JSON body's identity
  const request = { url: url.href, headers, body: utf8ToBytes(text) };
  const identity = scheme === undefined ? null : readIdentity(scheme, request);
  return [
    {
      id: nameOf(identity?.id),
      type: nameOf(identity?.type) ?? "event",
      subject: null,
      time: millisecondsToMs(identity?.time),
      data,
    },
  ];
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const webhook = {
  secret: {
    label: "Secret",
    hint: "Whatever the sender signs with or shows you: a signing secret, a public key, a token, or user:password.",
    example: "a-long-random-text-of-your-own",
  },
  // those of the endpoint's scheme
  headers: [],
  events: customEvents,
  eventTypes: ["event"],
  setup: [
    "Find in the sender's documentation which header carries the signature, how it is encoded and what is signed.",
    "Write that down as the endpoint's scheme, with the places of the event's id, type and time where there are any.",
    "Create the endpoint and paste its URL at the sender.",
    "Paste the sender's secret here, or make one up and enter it in both places.",
    "Send a test event; if it is refused, the rejection names the step that failed and what was expected.",
  ],
} satisfies Webhook;
