import type { ApprovalResult, ApprovalView } from "../model/approval.ts";
import type { Channel } from "../model/channel.ts";
import type { Effect } from "../model/effect.ts";
import type { ProviderEvent } from "../model/event.ts";
import type { OutboundMessage } from "../model/message.ts";
import type { Outcome } from "../model/outcome.ts";
import type { OAuth2 } from "../oauth2/grant.ts";
import type { Scheme, SchemeInput } from "../signatures/scheme.ts";
import type { LiveSecret, SignedRequest, Verifier } from "../signatures/verifier.ts";
import type { Action, Call, ProviderAnswer } from "./action.ts";

export { UnparsedBody } from "../model/body.ts";

/** A field that a person fills in: enough for a form, with no code in the console. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly secret: boolean;
  /** Whoever fills the form in must give it; where a provider takes a person's consent instead, nobody fills it in. */
  readonly required: boolean;
  /** A value of the right form, never a working one. */
  readonly example: string;
  /** What a value must match from end to end, as the attribute of HTML has it; only where the vendor vouches for it. */
  readonly pattern?: string;
  /** All that it may be. */
  readonly choices?: readonly string[];
  /** It has several lines. */
  readonly multiline?: true;
  /** A URL of an instance that anybody may run: calls go there only while it is on a public address. */
  readonly formsUrl?: true;
}

/** How calls prove who makes them. `oauth2`: by tokens alone, which no person ever sees. */
export interface Auth {
  readonly kind: "api_key" | "bearer" | "basic" | "oauth2" | "none";
  readonly fields: readonly Field[];
  /** Sets of fields of which one must be complete, where there is more than one way. */
  readonly anyOf?: readonly (readonly string[])[];
  /** Further prefixes under which a deployment's secrets for it are customary: `GHL` has `GHL_API_KEY` count. */
  readonly secretPrefixes?: readonly string[];
  /** How tokens are come by, of a provider that has them; beside a credential that a person pastes, or instead of one. */
  readonly oauth2?: OAuth2;
}

/** At most `limit` in any span of `perSeconds`; with `burst`, at most `burst + limit × t / perSeconds` in any span t. */
export interface LimitWindow {
  readonly limit: number;
  readonly perSeconds: number;
  readonly burst?: number;
}

/** What tells how a job's call is limited. */
export interface LimitedJob extends Pick<Call, "credentials" | "config"> {
  readonly action: string;
  readonly input: unknown;
}

/** One kind of calls, which the provider counts apart: endpoints, methods or media. */
export interface LimitClass {
  readonly windows: readonly LimitWindow[];
  /** Permits that one of them takes, in these windows and in the account's; 1 by default. */
  readonly weight?: number;
  /** The actions that make such calls, beside those that name it as their `limitClass`. */
  readonly actions?: readonly string[];
  /** Calls through the proxy that are of it; `path` is matched against what follows the API's base, without the query. */
  readonly calls?: readonly { readonly methods?: readonly string[]; readonly path: RegExp }[];
}

/** A limit that holds for each recipient, sender or channel apart: one send in `perSeconds / limit`. */
export interface LimitKey {
  readonly limit: number;
  readonly perSeconds: number;
  /** So many may go within `perSeconds`, borrowed: nothing more until all are repaid. */
  readonly burst?: number;
  /** Whose permit the call takes; null: nobody's. */
  readonly keyOf: (job: LimitedJob) => string | null;
}

export interface Limits {
  /** Of all requests together. */
  readonly windows: readonly LimitWindow[];
  /** Windows of one kind of requests, beside those of all. Of a call that is of several the first counts. */
  readonly classes?: Readonly<Record<string, LimitClass>>;
  /** The class of an action whose input decides it; null: as `classes` say. */
  readonly classOf?: (job: LimitedJob) => string | null;
  readonly keyed?: Readonly<Record<string, LimitKey>>;
  /** Windows of one application, which all accounts that are called as it share. */
  readonly parent?: {
    readonly windows: readonly LimitWindow[];
    /** The application, where a credential names it; the OAuth client where it does not. */
    readonly app?: (credentials: Readonly<Record<string, string>>) => string | null;
  };
  /** The class of calls that are of none: the strictest that they could be of. */
  readonly otherClass?: string;
  /** Requests in flight at once. */
  readonly concurrency?: number;
  readonly scope: "account" | "token" | "endpoint" | "number";
  /** Where the provider says how much is left: one place, or one for each of several windows. */
  readonly headers?: LimitHeaders | readonly LimitHeaders[];
}

/** Checks a provider's limits, where they have a file of their own, and keeps their literal types. */
export function defineLimits<const L extends Limits>(limits: L): L {
  return limits;
}

/** A place where answers say what is left of a window; its values are read in any of the usual forms. */
export type LimitHeaders =
  /** A header for each figure. */
  | {
      readonly limit?: string;
      readonly remaining: string;
      /** Without one the window is taken to begin with the answer. */
      readonly reset?: string;
      /** The header with the length of the window in ms: where no end is said, it ends then at the latest. */
      readonly intervalMs?: string;
      /** The window they speak of; without it the one with their `limit`, else the shortest. */
      readonly perSeconds?: number;
      /** They speak of the account's windows, also in the answer to a call of a class. */
      readonly ofAccount?: true;
    }
  /** A header with how many requests may be in flight at once. */
  | { readonly concurrency: string }
  /** Headers with a dictionary each, as Python prints it: `{'minute': 99}`. */
  | { readonly remainingByPeriod: string; readonly limitByPeriod: string }
  /** One header in which `name` has what was used of how much, as in `api-usage=18/5000`. */
  | { readonly usage: string; readonly name: string; readonly perSeconds: number }
  /** Meta's JSON of business use cases, with the minutes until calls are taken again. */
  | { readonly businessUsage: string };

/** An account at a provider, as validating its credential names it. */
export interface ProviderAccount {
  readonly id: string;
  readonly name: string | null;
}

/** How a credential is proven, and whose it is. */
export interface ConnectionRules {
  /** The cheapest call that only a good credential can make; also the health check. */
  readonly validate: (call: Call) => Promise<Response>;
  /** The account, from the answer to `validate`; null where the answer does not say. */
  readonly account?: (answer: ProviderAnswer, call: Pick<Call, "credentials">) => ProviderAccount | null;
  /** Whether an answer that is no 2xx still proves the credential (a key that may only send). */
  readonly proves?: (answer: ProviderAnswer) => boolean;
  /** What names the account in a credential, so that connections of one account share its limits; null: the credential does. */
  readonly accountKey?: (credentials: Readonly<Record<string, string>>) => string | null;
}

/** How any call of a provider's own API is made: where its paths begin, and what proves who calls. */
export interface ApiRule {
  /**
   * An https URL without a slash at its end; calls never leave it.
   * @throws TypeError where the credentials name none
   */
  readonly base: (call: Pick<Call, "credentials">) => string;
  /** Headers by lower-case name that every call has, whatever else a client sends under those names. */
  readonly authorize: (
    call: Pick<Call, "credentials"> & Partial<Pick<Call, "config">>,
  ) => Readonly<Record<string, string>>;
  /** Parameters of the query that every call has likewise, of a provider that takes its proof there. */
  readonly query?: (
    call: Pick<Call, "credentials">,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Headers by lower-case name of calls that have none of their own by that name, such as a version. */
  readonly defaults?: Readonly<Record<string, string>>;
}

/** An API that takes a field of the credentials as a bearer token. RFC 6750 section 2.1 */
export function bearerApi(
  base: string | ApiRule["base"],
  field: string,
  defaults: Readonly<Record<string, string>> = {},
): ApiRule {
  return {
    base: typeof base === "string" ? () => base : base,
    authorize: ({ credentials }) => ({ authorization: `Bearer ${credentials[field] ?? ""}` }),
    defaults,
  };
}

/** How a provider carries a channel's messages. */
export interface ChannelRule {
  /** The action that sends them. */
  readonly action: string;
  /** Other actions whose `to` is an address of the channel: its suppressions and consents hold for their jobs as well. */
  readonly also?: readonly string[];
  /** The action's input for a message; what does not fit shows when the input is validated. */
  readonly toInput: (message: OutboundMessage, config: Readonly<Record<string, unknown>>) => unknown;
  /** The input of any of the actions with headers of the mail added; an email channel without it carries no marketing. */
  readonly withHeaders?: (input: unknown, headers: Readonly<Record<string, string>>) => unknown;
}

/** The bytes received, verified, with what a folder needs to read them. */
export interface InboundBody {
  readonly contentType: string;
  readonly headers: Headers;
  readonly url: URL;
  readonly bytes: Uint8Array;
  /** ms since the epoch. */
  readonly receivedAt: number;
  /** The endpoint's own scheme, where the provider has none: it says where the event's identity stands. */
  readonly scheme?: Scheme;
}

/** An answer that a sender's protocol prescribes. */
export interface ProtocolReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Plain text that no browser takes for a page: what a protocol has us echo is the sender's own text. */
export function textReply(body: string): ProtocolReply {
  return {
    status: 200,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    body,
  };
}

/** What a handshake may need of the endpoint that was called. */
export interface HandshakeEndpoint {
  /** The scheme that a `custom` endpoint declares. */
  readonly scheme?: Scheme;
  /** The secret under which the request's signature held, else the newest that is live; null where there is none. */
  readonly secret: string | null;
}

/** A setting of `custom` for a sender that it names. */
export interface WebhookPreset {
  readonly name: string;
  readonly label: string;
  /** The vendor's page. */
  readonly docs: string;
  /** What is pasted as the endpoint's secret. */
  readonly secret: string;
  /** Headers that carry the signature, lower case. */
  readonly headers: readonly string[];
}

/** What an endpoint wants of the webhook at its provider. */
export interface RegistrationOrder {
  readonly url: string;
  /** The provider's own types. */
  readonly events: readonly string[];
}

/** A webhook at the provider, as its API shows it. */
export interface RegisteredWebhook {
  readonly externalId: string;
  readonly url: string | null;
  readonly enabled: boolean;
  /** The types that it sends; null where it has no choice of them. */
  readonly events: readonly string[] | null;
}

/** How webhooks are managed through the provider's API. */
export interface WebhookRegistration {
  readonly list: (call: Call) => Promise<Response>;
  /** All of an answer to `list`. */
  readonly listed: (answer: ProviderAnswer) => readonly RegisteredWebhook[];
  readonly create: (order: RegistrationOrder, call: Call) => Promise<Response>;
  /** What a good answer to `create` made; `secret` is what its requests verify under. Null: nothing, it says why. */
  readonly created: (
    answer: ProviderAnswer,
    call: Pick<Call, "credentials">,
  ) => { readonly externalId: string; readonly secret: string } | null;
  /** Switches it on again, with URL and events as they should be. */
  readonly repair: (externalId: string, order: RegistrationOrder, call: Call) => Promise<Response>;
  readonly remove: (externalId: string, call: Call) => Promise<Response>;
}

export interface Webhook {
  /** What the sender shows to the person who sets the webhook up, and they paste as `secret`. */
  readonly secret: {
    readonly label: string;
    readonly hint: string;
    readonly example: string;
    /** The one public key of a sender that signs for all its customers alike; an endpoint made without a secret takes it. */
    readonly published?: string;
  };
  /** The sender proves that it knows a secret and signs nothing of the body: no integrity, no protection from replay. */
  readonly unsigned?: true;
  /** Headers that carry the signature, lower case: shown in the catalogue, kept as evidence of a refusal. */
  readonly headers: readonly string[];
  /** A row of the signature language … */
  readonly scheme?: SchemeInput;
  /** … or the folder's own verification, where no row can say it. Exactly one of the two, except for `custom`. */
  readonly verifier?: (secrets: readonly LiveSecret[]) => Verifier;
  /**
   * Answers a request of the protocol that is not an event (a challenge, a probe); null for an event.
   * `verified` is false on GET and HEAD and while the endpoint awaits its secret.
   */
  readonly handshake?: (
    request: SignedRequest,
    verified: boolean,
    endpoint: HandshakeEndpoint,
  ) => ProtocolReply | null | Promise<ProtocolReply | null>;
  /** The status that has the sender try again, where a 5xx does not; 503 by default. */
  readonly retryStatus?: 429;
  /** Some handshakes are POSTs without a signature: also a refused request is asked about, with `verified` false. */
  readonly unsignedHandshakes?: true;
  /** The answer to an accepted event where the sender's protocol wants another body than ours; null: ours. */
  readonly reply?: ProtocolReply | ((body: InboundBody) => ProtocolReply | null);
  /**
   * Splits one verified body into events, pure and repeatable: the same bytes give the same events in the same order.
   * @throws UnparsedBody when the bytes are not what the sender's protocol promises
   */
  readonly events: (body: InboundBody) => readonly ProviderEvent[];
  /** What an event of this provider means to the platform; empty for most. */
  readonly effects?: (event: ProviderEvent) => readonly Effect[];
  /** The provider's own event types that are documented here, for the catalogue; others are taken as well. */
  readonly eventTypes: readonly string[];
  /** Where the provider's API can create the webhook, so that nobody need paste anything. */
  readonly registration?: WebhookRegistration;
  /** Steps for the person who registers the URL. */
  readonly setup: readonly string[];
  /** Schemes that an endpoint may name instead of declaring one. */
  readonly presets?: readonly WebhookPreset[];
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
