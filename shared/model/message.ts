import type { Channel } from "./channel.ts";

export interface Attachment {
  readonly filename: string;
  /** base64 (RFC 4648 section 4) */
  readonly content: string;
  readonly contentType?: string | undefined;
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
}
