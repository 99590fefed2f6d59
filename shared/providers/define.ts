import type { ApprovalResult, ApprovalView } from "../model/approval.ts";
import type { Channel } from "../model/channel.ts";
import type { MessageFault, OutboundMessage } from "../model/message.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Action, ProviderAnswer } from "./action.ts";
import type { ApiRule, Auth, ConnectionRules } from "./auth.ts";
import type { ClientToken } from "./client-token.ts";
import type { Limits } from "./limits.ts";
import type { Webhook } from "./webhook.ts";

// a provider's folder imports what it is written in from here, and from nowhere else beside the pure folders
export { UnparsedBody } from "../model/body.ts";
export {
  type ApiRule,
  type Auth,
  bearerApi,
  type ConnectionRules,
  type Field,
  type ProviderAccount,
} from "./auth.ts";
export type { LimitHeaders, Limits } from "./limits.ts";
export {
  type HandshakeEndpoint,
  type InboundBody,
  type ProtocolReply,
  type RegisteredWebhook,
  type RegistrationOrder,
  textReply,
  type Webhook,
  type WebhookPreset,
  type WebhookRegistration,
} from "./webhook.ts";

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
  /** Other actions whose `to` is an address of the channel: its suppressions and consents hold for their jobs as well. */
  readonly also?: readonly string[];
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

/** A provider whose owner has given it up. */
export interface Deprecation {
  /** What became of it, for a person. */
  readonly reason: string;
  /** The provider that takes its place. */
  readonly successor: string;
}

/** How people are asked for an approval, and told what became of it, by actions of the provider. */
export interface ApprovalMessages {
  /** @param channel where they are asked, in the provider's own terms */
  readonly ask: (view: ApprovalView, channel: string) => { readonly action: string; readonly input: unknown };
  /** @param posted what posting the question came to */
  readonly tell: (
    result: ApprovalResult,
    posted: { readonly externalId: string; readonly result: unknown },
  ) => { readonly action: string; readonly input: unknown };
}

export interface ProviderDefinition {
  readonly id: string;
  readonly name: string;
  readonly categories: readonly string[];
  /** The vendor's documentation. */
  readonly docs: string;
  /** Nobody may connect it anew unless the deployment's `DEPRECATED_PROVIDERS` names it. */
  readonly deprecated?: Deprecation;
  readonly auth: Auth;
  readonly baseUrl?: string;
  /** Pinned; sent where the API takes one. */
  readonly apiVersion?: string;
  readonly limits?: Limits;
  /** Time for one call in ms, the body included; 30 s by default. */
  readonly timeoutMs?: number;
  readonly connection?: ConnectionRules;
  readonly api?: ApiRule;
  readonly actions?: Readonly<Record<string, Action>>;
  /** Credentials of short life for people's browsers and apps, by their kind. */
  readonly clientTokens?: Readonly<Record<string, ClientToken>>;
  readonly channels?: Readonly<Partial<Record<Channel, ChannelRule>>>;
  readonly approvals?: ApprovalMessages;
  /** What an answer means where its status alone does not say; null: the status decides. */
  readonly classify?: (answer: ProviderAnswer) => Outcome | null;
  readonly webhook?: Webhook;
}

/** Checks a provider's one object and keeps its literal types, so that lists and unions are inferred from the registry. */
export function defineProvider<const P extends ProviderDefinition>(provider: P): P {
  return provider;
}
