import { type FormFields, isForm, readForm, readJson } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, dateToMs, nameOf } from "../../model/read.ts";
import type { InboundBody } from "../define.ts";
import { REFERENCE_PARAMETER } from "./message.ts";

/** What a form's parameters say it is: Twilio sends no type of its own. */
interface FormKind {
  readonly type: string;
  readonly matches: (form: FormFields) => boolean;
  /** The parameters that tell one delivery from another where no delivery token came with it. */
  readonly identity: readonly string[];
  readonly subject: readonly string[];
}

function has(form: FormFields, name: string): boolean {
  return nameOf(at(form, name)) !== null;
}

/** `SmsStatus` is the older name, which still comes with every message. */
export function messageStatusOf(data: unknown): string | null {
  return nameOf(at(data, "MessageStatus")) ?? nameOf(at(data, "SmsStatus"));
}

function isInbound(form: FormFields): boolean {
  const status = messageStatusOf(form);
  return status === null || status === "received" || status === "receiving";
}

const MESSAGE_IDS = ["MessageSid", "SmsSid"];

/** In the order in which they are tried. */
const FORM_KINDS: readonly FormKind[] = [
  {
    type: "message.status",
    matches: (form) => MESSAGE_IDS.some((name) => has(form, name)) && !isInbound(form),
    // queued, sent and delivered share the message's id
    identity: ["MessageSid", "MessageStatus"],
    subject: MESSAGE_IDS,
  },
  {
    type: "message.received",
    matches: (form) => MESSAGE_IDS.some((name) => has(form, name)),
    identity: ["MessageSid"],
    subject: MESSAGE_IDS,
  },
  {
    type: "recording.status",
    matches: (form) => has(form, "RecordingSid") && has(form, "RecordingStatus"),
    identity: ["RecordingSid", "RecordingStatus"],
    subject: ["RecordingSid"],
  },
  {
    type: "call.received",
    matches: (form) =>
      has(form, "CallSid") &&
      at(form, "Direction") === "inbound" &&
      at(form, "CallStatus") === "ringing" &&
      !has(form, "SequenceNumber"),
    identity: ["CallSid", "CallStatus"],
    subject: ["CallSid"],
  },
  {
    type: "call.input",
    matches: (form) => has(form, "CallSid") && (has(form, "Digits") || has(form, "SpeechResult")),
    // a caller may enter the same thing twice
    identity: [],
    subject: ["CallSid"],
  },
  {
    type: "call.status",
    matches: (form) => has(form, "CallSid") && has(form, "CallStatus"),
    identity: ["CallSid", "CallStatus", "SequenceNumber"],
    subject: ["CallSid"],
  },
];

const UNKNOWN_KIND: FormKind = {
  type: "unknown",
  matches: () => true,
  identity: [],
  subject: ["AccountSid"],
};

/** Null unless every part is there: half an identity would make one event of two. */
function composedId(form: FormFields, names: readonly string[]): string | null {
  const parts = names.map((name) => nameOf(at(form, name)));
  return parts.includes(null) ? null : nameOf(parts.join("|"));
}

function firstOf(form: FormFields, names: readonly string[]): string | null {
  return names.map((name) => nameOf(at(form, name))).find((value) => value !== null) ?? null;
}

function readWebhook(body: InboundBody): ProviderEvent {
  const form = withReference(readForm(body.bytes), body.url);
  const kind = FORM_KINDS.find((candidate) => candidate.matches(form)) ?? UNKNOWN_KIND;
  return {
    id: nameOf(body.headers.get("i-twilio-idempotency-token")) ?? composedId(form, kind.identity),
    type: kind.type,
    subject: firstOf(form, kind.subject),
    // calls carry a time, messages none
    time: dateToMs(at(form, "Timestamp")),
    data: form,
  };
}

/** The job that Twilio was asked to name stands in the URL, which its signature covers as it does the form. */
function withReference(form: FormFields, url: URL): FormFields {
  const reference = nameOf(url.searchParams.get(REFERENCE_PARAMETER));
  return reference === null ? form : { ...form, [REFERENCE_PARAMETER]: reference };
}

/** An Event Streams event, a CloudEvent: https://www.twilio.com/docs/events/webhook-quickstart */
function readCloudEvent(data: unknown): ProviderEvent {
  return {
    id: nameOf(at(data, "id")),
    type: nameOf(at(data, "type")) ?? "unknown",
    subject: nameOf(at(data, "subject")) ?? nameOf(at(data, "source")),
    time: dateToMs(at(data, "time")),
    data,
  };
}

/**
 * One event a form; one an element of an Event Streams array.
 * https://www.twilio.com/docs/messaging/guides/webhook-request
 * @throws UnparsedBody when the body is neither a form nor JSON
 */
export function events(body: InboundBody): readonly ProviderEvent[] {
  if (isForm(body.contentType)) {
    return [readWebhook(body)];
  }
  const parsed = readJson(body.bytes);
  const items: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return items.map(readCloudEvent);
}
