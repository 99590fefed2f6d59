import type { Answer, Call } from "../../api/provider-api.ts";
import { textAt } from "../../payload.ts";
import type { JsonObject } from "../../sender.ts";
import { refusal, toRequired } from "./refusals.ts";

const E164 = /^(whatsapp:)?\+[1-9]\d{6,14}$/;
/** A number, a short code, or an alphanumeric sender. */
const SENDER = /^((whatsapp:)?\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/;
const MAX_BODY = 1600;
const MAX_MEDIA = 10;

const badTo = (to: string): Answer =>
  refusal(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
const badFrom = (from: string): Answer =>
  refusal(
    400,
    21212,
    `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
  );

type MagicNumbers = ReadonlyMap<string, (number: string) => Answer>;

/** Twilio's numbers for tests. https://www.twilio.com/docs/iam/test-credentials#test-sms-messages */
const magicTo: MagicNumbers = new Map([
  ["+15005550001", badTo],
  ["+15005550002", (to) => refusal(400, 21612, `The 'To' number ${to} is not currently reachable via SMS.`)],
  [
    "+15005550003",
    (to) =>
      refusal(
        400,
        21408,
        `Permission to send an SMS has not been enabled for the region indicated by the 'To' number: ${to}.`,
      ),
  ],
  ["+15005550004", () => refusal(400, 21610, "Attempt to send to unsubscribed recipient")],
  ["+15005550009", (to) => refusal(400, 21614, `'To' number is not a valid mobile number: ${to}`)],
]);
const magicFrom: MagicNumbers = new Map([
  ["+15005550001", badFrom],
  [
    "+15005550007",
    (from) =>
      refusal(
        400,
        21606,
        `The 'From' phone number provided (${from}) is not a valid, message-capable Twilio phone number.`,
      ),
  ],
  [
    "+15005550008",
    () => refusal(429, 21611, "This 'From' number has exceeded the maximum number of queued messages"),
  ],
]);

export function mediaOf(message: JsonObject): readonly unknown[] {
  return Array.isArray(message.MediaUrl) ? message.MediaUrl : [];
}

/** One rule a row: what it refuses, in the order in which Twilio looks. */
const rules: readonly ((message: JsonObject) => Answer | null)[] = [
  (message) => (textAt(message, "To") === "" ? toRequired() : null),
  ({ From, MessagingServiceSid }) =>
    From === undefined && MessagingServiceSid === undefined
      ? refusal(400, 21603, "A 'From' phone number is required.")
      : null,
  (message) =>
    (textAt(message, "Body") ?? "") === "" &&
    mediaOf(message).length === 0 &&
    message.ContentSid === undefined
      ? refusal(400, 21602, "Message body is required.")
      : null,
  ({ To }) => magicTo.get(String(To))?.(String(To)) ?? (E164.test(String(To)) ? null : badTo(String(To))),
  (message) => {
    const from = textAt(message, "From");
    return from === null ? null : (magicFrom.get(from)?.(from) ?? (SENDER.test(from) ? null : badFrom(from)));
  },
  (message) =>
    (textAt(message, "Body") ?? "").length > MAX_BODY
      ? refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
      : null,
  (message) =>
    mediaOf(message).length > MAX_MEDIA
      ? refusal(400, 21623, "Number of media files exceeds allowed limit")
      : null,
  (message) =>
    mediaOf(message).some((url) => !URL.canParse(String(url)))
      ? refusal(400, 21620, "Invalid media URL(s).")
      : null,
];

/** What is wrong with a message beyond its parameters' types. https://www.twilio.com/docs/api/errors */
export function checkMessage({ params: message }: Call): Answer | null {
  return rules.reduce<Answer | null>((found, rule) => found ?? rule(message), null);
}
