import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, idOf, nameOf } from "../../model/read.ts";
import type { SignedRequest } from "../../signatures/verifier.ts";
import { type InboundBody, type ProtocolReply, textReply, type Webhook } from "../define.ts";
import { effects } from "./effects.ts";
import { readBracketForm } from "./form.ts";

/** Mailchimp asks the URL by GET before it takes it, and wants nothing but 200. */
function handshake({ method }: SignedRequest): ProtocolReply | null {
  return method === "GET" || method === "HEAD" ? textReply("") : null;
}

/** `2026-07-02 21:35:57`, without a zone: UTC. */
function firedAt(value: unknown): number | null {
  const text = nameOf(value);
  return text === null ? null : dateToMs(`${text.replace(" ", "T")}Z`);
}

/**
 * One event a body, a form. Mailchimp numbers none: the bytes, which hold the time, tell a retry from another event.
 * https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
 * @throws UnparsedBody when the bytes are not UTF-8
 */
function events(body: InboundBody): readonly ProviderEvent[] {
  const data = readBracketForm(body.bytes);
  return [
    {
      id: null,
      type: nameOf(at(data, "type")) ?? "unknown",
      subject:
        idOf(at(data, "data", "id")) ?? idOf(at(data, "data", "new_id")) ?? idOf(at(data, "data", "list_id")),
      time: firedAt(at(data, "fired_at")),
      data,
    },
  ];
}

/** Mailchimp signs nothing: a token in the URL is all that tells its requests from others. */
export const webhook = {
  secret: {
    label: "URL token",
    hint: "A long random text that you choose and append to the URL as ?token=… when you create the webhook.",
    example: "a-long-random-text-of-your-own",
  },
  headers: [],
  scheme: { kind: "token", from: { query: "token" } },
  handshake,
  events,
  effects,
  eventTypes: [
    "batch_operation_completed",
    "campaign",
    "cleaned",
    "profile",
    "subscribe",
    "unsubscribe",
    "upemail",
  ],
  setup: [
    "Make up a long random token of letters and digits and paste it here.",
    "In Mailchimp open the audience's Settings, Webhooks, and create a webhook.",
    "Paste the endpoint's URL with ?token= and the same text appended; Mailchimp probes it at once.",
    "Choose the events, and leave out changes via the API, so that what you write does not come back.",
    "Mailchimp signs nothing: re-read a member before you act on a consent.",
  ],
} satisfies Webhook;
