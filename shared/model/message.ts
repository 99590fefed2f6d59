import type { Channel } from "./channel.ts";

export interface Attachment {
  readonly filename: string;
  /** base64 (RFC 4648 section 4) */
  readonly content: string;
  readonly contentType?: string | undefined;
}

/** A template that a provider keeps, by its id there, with what fills it. */
export interface KeptTemplate {
  readonly id: string;
  readonly language?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Data for a template that takes texts alone: numbers as they are written, none where there are none. */
export function printed(data: KeptTemplate["data"]): Readonly<Record<string, unknown>> | undefined {
  const entries = Object.entries(data).map(([name, value]) => [
    name,
    typeof value === "number" ? String(value) : value,
  ]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** What of a message cannot be carried, and why, as the end of a sentence that begins with the field. */
export interface MessageFault {
  readonly field: "mediaUrls" | "text" | "template";
  readonly message: string;
}

/** A message in the words of a channel; a provider's folder puts it into the words of its action. */
export interface OutboundMessage {
  readonly channel: Channel;
  readonly to: string;
  readonly from?: string | undefined;
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
  readonly mediaUrls?: readonly string[] | undefined;
  /** In place of the words. */
  readonly template?: KeptTemplate | undefined;
}
