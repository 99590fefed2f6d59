import type { Effect } from "../model/effect.ts";
import type { ProviderEvent } from "../model/event.ts";
import type { Scheme, SchemeInput } from "../signatures/scheme.ts";
import type { LiveSecret, SignedRequest, Verifier } from "../signatures/verifier.ts";
import type { Call, ProviderAnswer } from "./action.ts";

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
