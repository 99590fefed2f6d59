import type { Channel } from "./channel.ts";

/** The parts of a template, as written or rendered. */
export interface TemplateParts {
  readonly subject: string | null;
  readonly text: string | null;
  readonly html: string | null;
}

export const TEMPLATE_PARTS = ["subject", "text", "html"] as const;
export type TemplatePart = (typeof TEMPLATE_PARTS)[number];

/** A template that a provider keeps and fills itself; what is kept here is where it is. */
export interface ProviderTemplate {
  /** The provider's id in the catalogue. */
  readonly provider: string;
  /** Its id, or name, there. */
  readonly id: string;
  /** Where the provider keeps one of each language. */
  readonly language?: string | undefined;
}

/** A template as it is used: one version of an organization's own, or a starter. */
export interface Template extends TemplateParts {
  readonly name: string;
  readonly channel: Channel;
  readonly requiredVariables: readonly string[];
  /** In place of text and html; null: the words are here. */
  readonly providerTemplate: ProviderTemplate | null;
}

/** Which template a message was made from. */
export interface TemplateReference {
  /** The organization's own id, or a starter's name. */
  readonly id: string;
  /** 0: a starter. */
  readonly version: number;
}

/** Characters of a template's part as it is written; rendered ones are bounded by their channel. */
export const MAX_TEMPLATE_CHARACTERS = 200_000;

/**
 * Characters of a rendered part that a channel takes. email: RFC 5322 section 2.1.1 for the subject, the platform's own
 * bound else. sms: https://www.twilio.com/docs/messaging/api/message-resource (Body). whatsapp:
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages (text.body). slack:
 * https://docs.slack.dev/reference/methods/chat.postMessage (text). instagram: 1,000 bytes of UTF-8,
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api.
 */
export const MAX_RENDERED: Readonly<Record<Channel, Readonly<Record<TemplatePart, number>>>> = {
  email: { subject: 998, text: 1_000_000, html: 1_000_000 },
  sms: { subject: 0, text: 1_600, html: 0 },
  whatsapp: { subject: 0, text: 4_096, html: 0 },
  slack: { subject: 0, text: 40_000, html: 0 },
  instagram: { subject: 0, text: 1_000, html: 0 },
};

/** What an organization's templates say of it, beside its name and its senders. */
export interface MessageDefaults {
  readonly supportUrl?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly unsubscribeUrl?: string | undefined;
  /** Who sends advertising by mail says where they are (CAN-SPAM, 15 USC 7704(a)(5)). */
  readonly postalAddress?: string | undefined;
}
