import { bytesToUtf8 } from "../../crypto/bytes.ts";
import { mediaType, parseJson, UnparsedBody } from "../../model/body.ts";
import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { isAutomaticMail } from "../../model/mail-headers.ts";
import { plainText } from "../../model/plain-text.ts";
import { at, composedId, dateToMs, itemsAt, nameOf, textOf } from "../../model/read.ts";
import type { FormField } from "../../signatures/form.ts";
import { parseMultipart } from "../../signatures/multipart.ts";
import type { InboundBody } from "../define.ts";

/** SendGrid names no type: its events have one, a parsed email is one. */
export const INBOUND = "inbound";

/** Files stay in the raw bytes; `attachment-info` says what they are. */
const FILE = /^attachment\d+$/;

export function isInbound({ contentType }: InboundBody): boolean {
  return mediaType(contentType) === "multipart/form-data";
}

/**
 * An email that Inbound Parse received: one event a body. It has no id of its own, but a Message-ID and those whom this
 * body is for.
 * https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook
 * @throws UnparsedBody when the body is no form of several parts
 */
export function readInbound({ contentType, bytes }: InboundBody): ProviderEvent {
  const parts = parseMultipart(contentType, bytes);
  if (parts === null) {
    throw new UnparsedBody("the body is no multipart form");
  }
  const data = fieldsOf(parts);
  const messageId = headerOf(data, "Message-ID");
  return {
    id: composedId([messageId, ...recipientsOf(data)], " "),
    type: INBOUND,
    subject: messageId,
    time: dateToMs(headerOf(data, "Date")),
    data,
  };
}

function fieldsOf(parts: readonly FormField[]): Readonly<Record<string, unknown>> {
  const named = parts.map(({ name, value }) => ({ name: bytesToUtf8(name) ?? "", value }));
  const charsets = jsonOf(named.find(({ name }) => name === "charsets")?.value);
  return Object.fromEntries(
    named
      .filter(({ name }) => !FILE.test(name))
      .map(({ name, value }) => [
        name,
        name === "envelope" || name === "charsets" ? jsonOf(value) : decode(value, at(charsets, name)),
      ]),
  );
}

/** What is no JSON says nothing. */
function jsonOf(bytes: Uint8Array | undefined): unknown {
  try {
    return parseJson(decode(bytes ?? new Uint8Array(), null));
  } catch {
    return null;
  }
}

/** A field as its email had it; a character set that nobody knows is read as UTF-8. */
function decode(bytes: Uint8Array, charset: unknown): string {
  try {
    return new TextDecoder(nameOf(charset) ?? "utf-8").decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** The email's headers, unfolded (RFC 5322 section 2.2.3). */
function headersOf(data: unknown): readonly (readonly [name: string, value: string])[] {
  return (textOf(at(data, "headers")) ?? "")
    .replaceAll(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .flatMap((line) => {
      const end = line.indexOf(":");
      return end < 1 ? [] : [[line.slice(0, end), line.slice(end + 1).trim()] as const];
    });
}

function headerOf(data: unknown, name: string): string | null {
  const wanted = name.toLowerCase();
  return nameOf(headersOf(data).find(([one]) => one.toLowerCase() === wanted)?.[1]);
}

/** By its headers, or for it came without a sender: such mail is never answered (RFC 5321 section 4.5.5). */
function isAutomatic(data: unknown): boolean {
  return isAutomaticMail(headersOf(data)) || at(data, "envelope", "from") === "";
}

/** Of the envelope: the header may name others, or a list. */
function recipientsOf(data: unknown): readonly string[] {
  return itemsAt(data, "envelope", "to").flatMap((address) => nameOf(address) ?? []);
}

/** A parsed email as a message; without a Message-ID it is told by who wrote what when. */
export function inboundEffects({ type, data }: ProviderEvent): readonly Effect[] {
  const from = nameOf(at(data, "from"));
  const [to = nameOf(at(data, "to"))] = recipientsOf(data);
  const subject = nameOf(at(data, "subject"));
  const externalId =
    headerOf(data, "Message-ID") ?? composedId([from, headerOf(data, "Date") ?? "", subject ?? ""], " ");
  if (type !== INBOUND || from === null || to === null || externalId === null) {
    return [];
  }
  return [
    {
      kind: "message.received",
      channel: "email",
      externalId,
      from,
      to,
      text: plainText({ text: textOf(at(data, "text")), html: textOf(at(data, "html")) }),
      subject,
      mediaUrls: [],
      inReplyTo: headerOf(data, "In-Reply-To"),
      ...(isAutomatic(data) ? { isAutomatic: true } : {}),
    },
  ];
}
