import type { ApprovalResult, ApprovalView, PostedQuestion } from "../model/approval.ts";
import type { Channel } from "../model/channel.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Action, ProviderAnswer } from "./action.ts";
import type { ApiRule, Auth, ConnectionRules } from "./auth.ts";
import type { ChannelRule } from "./channel-rule.ts";
import type { ClientToken } from "./client-token.ts";
import type { Limits } from "./limits.ts";
import type { OptOutRule } from "./opt-outs.ts";
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
export {
  defineLimits,
  type LimitClass,
  type LimitedJob,
  type LimitHeaders,
  type Limits,
  type LimitWindow,
} from "./limits.ts";
export type { OptOutRule } from "./opt-outs.ts";
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
    posted: PostedQuestion,
  ) => { readonly action: string; readonly input: unknown };
}

/** How the platform asks, day by day, what an account's messages cost. */
export interface CostReading {
  /** An action that reads `costs`. */
  readonly action: string;
  /** @param day in UTC, as `YYYY-MM-DD` */
  readonly input: (day: string) => Readonly<Record<string, unknown>>;
  /** Some costs become known so many days after the day: it is asked for again then. */
  readonly settledAfterDays: number;
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
  /** Where its messages name no cost by themselves. */
  readonly costReading?: CostReading;
  /** How it learns who opted out here, where it sends, or may send, by itself. */
  readonly optOuts?: Readonly<Partial<Record<Channel, OptOutRule>>>;
  /** What an answer means where its status alone does not say; null: the status decides. */
  readonly classify?: (answer: ProviderAnswer) => Outcome | null;
  readonly webhook?: Webhook;
}

/** Checks a provider's one object and keeps its literal types, so that lists and unions are inferred from the registry. */
export function defineProvider<const P extends ProviderDefinition>(provider: P): P {
  return provider;
}
