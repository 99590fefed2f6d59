import { readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, composedId, dateToMs, idOf, nameOf } from "../../model/read.ts";
import { anyOf } from "../../signatures/any-of.ts";
import { prepareVerifier } from "../../signatures/prepare.ts";
import { type SchemeInput, schemeSchema } from "../../signatures/scheme.ts";
import type { LiveSecret, Verifier } from "../../signatures/verifier.ts";
import type { InboundBody, Webhook } from "../define.ts";
import { acknowledge, isSoap, readOutboundMessage } from "./outbound-message.ts";

const BEARER = {
  kind: "token",
  from: { header: "authorization" },
  prefix: "Bearer ",
} satisfies SchemeInput;

export const URL_TOKEN = { kind: "token", from: { query: "token" } } satisfies SchemeInput;

/** Salesforce signs nothing: a relay sends the token as a header, an outbound message can have it in its URL only. */
function prepare(secrets: readonly LiveSecret[]): Verifier {
  return anyOf(
    prepareVerifier(schemeSchema.parse(BEARER), secrets),
    prepareVerifier(schemeSchema.parse(URL_TOKEN), secrets),
  );
}

/** The JSON that an organization's own Flow or Apex sends: the record's fields, of a form that its author chose. */
function readRelayed(data: unknown): ProviderEvent {
  const id = idOf(at(data, "Id")) ?? idOf(at(data, "id"));
  const changed = nameOf(at(data, "SystemModstamp")) ?? nameOf(at(data, "LastModifiedDate"));
  return {
    id: composedId([id, changed]),
    type: nameOf(at(data, "object")) ?? nameOf(at(data, "attributes", "type")) ?? "record",
    subject: id,
    time: dateToMs(changed),
    data,
  };
}

/** @throws UnparsedBody when the body is neither an outbound message nor JSON */
function events(body: InboundBody): readonly ProviderEvent[] {
  return isSoap(body) ? readOutboundMessage(body) : [readRelayed(readJson(body.bytes))];
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm */
export const webhook = {
  secret: {
    label: "Token",
    hint: "A long random text that you choose: for an outbound message in the URL as ?token=…, for a callout as bearer token.",
    example: "a-long-random-text-of-your-own",
  },
  headers: ["authorization"],
  unsigned: true,
  verifier: prepare,
  reply: acknowledge,
  events,
  eventTypes: [
    "outbound_message.Account",
    "outbound_message.Case",
    "outbound_message.Contact",
    "outbound_message.Lead",
    "outbound_message.Opportunity",
    "record",
  ],
  setup: [
    "Make up a long random token of letters and digits and paste it here.",
    "In Setup open Workflow Actions, Outbound Messages, and create one for the object and fields you want.",
    "Its endpoint URL is the URL here with ?token= and the same text appended; leave Send Session ID off.",
    "Have a flow send it, and look for outbound_message.Contact or the like under Events.",
    "Instead a flow may send JSON by an HTTP callout: use a named credential with the header Authorization: Bearer and the token.",
  ],
} satisfies Webhook;
