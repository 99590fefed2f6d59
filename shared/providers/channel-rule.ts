import type { MessageFault, OutboundMessage } from "../model/message.ts";

/** How messages of a kind are sent. */
interface ChannelWay {
  /** The action that sends them. */
  readonly action: string;
  /** The action's input for a message; what does not fit shows when the input is validated. */
  readonly toInput: (message: OutboundMessage, config: Readonly<Record<string, unknown>>) => unknown;
  /** Why it cannot send a message, where its input could not tell; null: it can. */
  readonly fault?: (message: OutboundMessage) => MessageFault | null;
}

/** How a provider carries a channel's messages. */
export interface ChannelRule extends ChannelWay {
  /** Other actions that reach an address of the channel: its suppressions and consents hold for their jobs as well. */
  readonly also?: readonly string[];
  /** The fields of the actions' inputs that name whom they reach; by default `to`, `cc` and `bcc`. */
  readonly recipients?: readonly string[];
  /** Messages with `mediaUrls`, where they go another way. */
  readonly media?: ChannelWay;
  /** Templates that the provider keeps; without it, none of them can be named. */
  readonly templates?: ChannelWay & {
    /** What an id must match from end to end. */
    readonly idPattern: string;
    /** Each has several languages, of which one must be named. */
    readonly hasLanguages?: true;
    /** A value that is none of its variables has the provider refuse the message. */
    readonly isExact?: true;
  };
  /** The field of the actions' inputs that has the provider send later. */
  readonly timeField?: string;
  /** The fields of the actions' inputs that have a mail's words, where these are not a template's. */
  readonly wordFields?: { readonly text: string; readonly html: string };
  /** The input of any of the actions with headers of the mail added; an email channel without it carries no marketing. */
  readonly withHeaders?: (input: unknown, headers: Readonly<Record<string, string>>) => unknown;
}

/** The way of a channel that a message goes; null where it needs a template of the provider's, which has none. */
export function wayOf(
  rule: ChannelRule,
  message: Pick<OutboundMessage, "template" | "mediaUrls">,
): ChannelWay | null {
  if (message.template !== undefined) {
    return rule.templates ?? null;
  }
  return message.mediaUrls === undefined ? rule : (rule.media ?? rule);
}
