import { bytesToUtf8, utf8ToBytes } from "../../crypto/bytes.ts";
import { isForm, parseJson, readForm, readText } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { millisecondsToMs, nameOf } from "../../model/read.ts";
import { answerEvent, answerHandshake } from "../../signatures/answer.ts";
import type { FormField } from "../../signatures/form.ts";
import { readIdentity, readItems } from "../../signatures/identity.ts";
import { parseMultipart } from "../../signatures/multipart.ts";
import { listPresets } from "../../signatures/presets/index.ts";
import type { SignedRequest } from "../../signatures/verifier.ts";
import type { HandshakeEndpoint, InboundBody, ProtocolReply, Webhook } from "../define.ts";

/**
 * One event a body, a form or JSON, or one an item where the endpoint's scheme has items. Its id, type and time stand
 * where the scheme says; where it says nothing the type is `event`.
 * @throws UnparsedBody when the body is neither a form nor JSON, or not UTF-8
 */
export function customEvents(body: InboundBody): readonly ProviderEvent[] {
  const { scheme, url, headers } = body;
  const text = readText(body.bytes);
  const data = readData(body, text);
  // the text has lost its byte order mark, which would hide a JSON body's identity
  const request = { url: url.href, headers, body: utf8ToBytes(text) };
  const items = scheme === undefined ? null : readItems(scheme, data);
  return (items ?? [data]).map((value) => {
    const item = items === null ? undefined : { value };
    const identity = scheme === undefined ? null : readIdentity(scheme, request, item);
    return {
      id: nameOf(identity?.id),
      type: nameOf(identity?.type) ?? "event",
      subject: null,
      time: millisecondsToMs(identity?.time),
      data: value ?? null,
    };
  });
}

/** Some senders say all in headers. */
function readData({ contentType, bytes }: InboundBody, text: string): unknown {
  if (text === "") {
    return null;
  }
  if (isForm(contentType)) {
    return readForm(bytes);
  }
  const fields = parseMultipart(contentType, bytes);
  return fields === null ? parseJson(text) : readFields(fields);
}

/** Text alone: what else a part may be lies in the event's raw bytes. */
function readFields(fields: readonly FormField[]): Readonly<Record<string, string>> {
  const texts = fields.flatMap(({ name, value }): [string, string][] => {
    const text = bytesToUtf8(value);
    return text === null ? [] : [[bytesToUtf8(name) ?? "", text]];
  });
  return Object.fromEntries(texts);
}

async function handshake(
  request: SignedRequest,
  verified: boolean,
  { scheme, secret }: HandshakeEndpoint,
): Promise<ProtocolReply | null> {
  return scheme === undefined ? null : await answerHandshake(scheme, request, { verified, secret });
}

function reply({ scheme, url, headers, bytes }: InboundBody): ProtocolReply | null {
  return scheme === undefined ? null : answerEvent(scheme, { url: url.href, headers, body: bytes });
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
  handshake,
  unsignedHandshakes: true,
  reply,
  events: customEvents,
  eventTypes: ["event"],
  presets: listPresets(),
  setup: [
    "Look for the sender among the presets; where it is one, name it as the endpoint's scheme and go on to the endpoint.",
    "Else write down as the scheme which header carries the signature, how it is encoded and what is signed, and where the event's id, type and time stand.",
    "Create the endpoint and paste its URL at the sender.",
    "Paste the sender's secret here, or make one up and enter it in both places.",
    "Send a test event; if it is refused, the rejection names the step that failed and what was expected.",
  ],
} satisfies Webhook;
