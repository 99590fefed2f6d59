import type { Channel } from "../model/channel.ts";
import type { MessageCost } from "../model/cost.ts";
import type { MessageFault, OutboundMessage } from "../model/message.ts";
import type { OptOutScope } from "../model/opt-out.ts";
import type { SchemeInput } from "../signatures/scheme.ts";
import type { Action, ActionResult, Retrieved } from "./action.ts";
import type { ProviderAccount, RegisteredWebhook, RegistrationOrder } from "./define.ts";
import type { ActionCall } from "./opt-outs.ts";
import type { HandshakeVector, WebhookVector } from "./webhook-vectors.ts";

export {
  type GoodVector,
  type HandshakeVector,
  refusals,
  refused,
  type WebhookVector,
  withoutProof,
} from "./webhook-vectors.ts";

/**
 * Samples that prove a provider's folder: signed webhooks, and the requests and answers of its actions. Each folder has
 * them in `vectors.ts`, and `test/contracts` runs them. No runtime code imports them.
 */

/** The connection that a sample's call is made with. */
export interface SampleConnection {
  readonly credentials: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The job of every sample: what must stand in requests as idempotency key or reference. */
export const SAMPLE_REFERENCE = "job_01jz8w3f6he5v8t2q4c0n7x9ka";

/** When every sample's answer arrives, ms since the epoch. */
export const ANSWERED_AT = Date.UTC(2026, 0, 1);

/** A request as the provider must receive it. */
export interface ExpectedRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** Those that matter, by lower-case name; null: must not be sent. */
  readonly headers: Readonly<Record<string, string | null>>;
  /** Left out where there is none. */
  readonly body?:
    | { readonly json: unknown }
    | { readonly form: readonly (readonly [string, string])[] }
    | { readonly text: string };
}

/** An input and the request that is made from it. */
export interface RequestVector {
  readonly title: string;
  readonly input: unknown;
  /** Where it is another than the provider's sample. */
  readonly connection?: SampleConnection;
  readonly request: ExpectedRequest;
}

/** An input that must be refused. */
export interface InvalidVector {
  readonly title: string;
  readonly input: unknown;
  /** Where the fault is, dotted; empty for the input as a whole. */
  readonly path: string;
}

export interface SampleAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is, anything else as JSON. */
  readonly body: unknown;
}

/** What an answer means, without the words for a person. */
export type ExpectedOutcome =
  | { readonly kind: "ok" }
  | { readonly kind: "retry" | "throttle"; readonly code: string; readonly retryAfterMs: number | null }
  | {
      readonly kind: "refused" | "reauthorise" | "uncertain";
      readonly code: string;
      readonly isOfAccount?: true;
      readonly optedOut?: boolean;
    };

export interface AnswerVector extends SampleAnswer {
  readonly title: string;
  /** To the actions of this idempotency alone, where it makes the difference. */
  readonly idempotency?: Action["idempotency"];
  readonly outcome: ExpectedOutcome;
}

/** A good answer and what is read from it. */
export interface ResultVector extends SampleAnswer {
  readonly title: string;
  readonly result: ActionResult;
  /** Needed of an action that reads what messages cost. */
  readonly costs?: readonly MessageCost[];
}

/** How the provider is asked for what a job made, at `ANSWERED_AT`. */
export interface LookupVector {
  readonly title: string;
  readonly input: unknown;
  readonly connection?: SampleConnection;
  /** Null where there is nothing to ask for. */
  readonly request: ExpectedRequest | null;
  readonly answers: readonly { readonly answer: SampleAnswer; readonly result: ActionResult | null }[];
}

/** An answer and what it means to the platform; `unreadable` where it means nothing and is asked for again. */
export interface RetrievedVector extends SampleAnswer {
  readonly title: string;
  readonly input: unknown;
  readonly retrieved: Retrieved | "unreadable";
}

export interface ActionVectors {
  /** Needed where the action can be looked up. */
  readonly lookups?: readonly LookupVector[];
  readonly requests: readonly RequestVector[];
  readonly invalid: readonly InvalidVector[];
  readonly results: readonly ResultVector[];
  /** Answers that are no 2xx and say that all is as it was to be; needed where the action knows such. */
  readonly done?: readonly SampleAnswer[];
  /** Needed where the action has records for events that come without them. */
  readonly retrieved?: readonly RetrievedVector[];
}

/** The validation of a credential, request by request. */
export interface ConnectionVector {
  readonly title: string;
  readonly connection?: SampleConnection;
  readonly exchanges: readonly { readonly request: ExpectedRequest; readonly answer: SampleAnswer }[];
  /** The provider takes this secret in the URL and nowhere else. */
  readonly secretInUrl?: true;
  /** The account of a good credential, which may be unknown; or what is wrong with it. */
  readonly verdict:
    | { readonly account: ProviderAccount | null }
    | { readonly status: "error" | "needs_reauth"; readonly code: string };
}

/** The application that samples of OAuth2 are made with, and what a person came back with. */
export const SAMPLE_GRANT = {
  client: { id: "client-1", secret: "secret-1" },
  redirectUri: "https://hooks.example.com/oauth/callback",
  code: "code-1",
  verifier: "verifier-1",
} as const;

/** The client's part of every request that has it in the body. */
export const CLIENT_IN_BODY = [
  ["client_id", SAMPLE_GRANT.client.id],
  ["client_secret", SAMPLE_GRANT.client.secret],
] as const;

/** `client-1:secret-1` */
export const CLIENT_IN_HEADER = "Basic Y2xpZW50LTE6c2VjcmV0LTE=";

/** The form that exchanges the sample's code, with what the provider wants beside it. */
export function codeForm(...others: readonly (readonly [string, string])[]): {
  readonly form: readonly (readonly [string, string])[];
} {
  return {
    form: [
      ["grant_type", "authorization_code"],
      ["code", SAMPLE_GRANT.code],
      ["redirect_uri", SAMPLE_GRANT.redirectUri],
      ...others,
    ],
  };
}

/** A person's consent on its way to a token, each step as the provider has it. */
export interface ConsentVector {
  readonly title: string;
  /** The connection's fields and settings. */
  readonly values?: Readonly<Record<string, string>>;
  /** Where the person is sent, without the state and the challenge. */
  readonly authorize: string;
  readonly request: ExpectedRequest;
  readonly answer: SampleAnswer;
  readonly tokens: {
    readonly accessToken: string;
    readonly refreshToken: string | null;
    /** From when the answer arrives; null: never. */
    readonly lifetimeSeconds: number | null;
    readonly extra: Readonly<Record<string, string>>;
  };
  /** Needed where the provider states such a call. */
  readonly upgrade?: { readonly request: ExpectedRequest };
  readonly renew?: { readonly request: ExpectedRequest };
  readonly metadata?: {
    readonly request: ExpectedRequest;
    readonly answer: SampleAnswer;
    readonly kept: Readonly<Record<string, string>>;
  };
  readonly revoke?: ExpectedRequest;
}

/** A message of a channel and the input of the action that sends it. */
export interface MessageVector {
  readonly title: string;
  readonly message: OutboundMessage;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Where it is another than the channel's own. */
  readonly action?: string;
  readonly input: unknown;
}

/** A message that no action could say. */
export interface UncarriedVector {
  readonly title: string;
  readonly message: OutboundMessage;
  readonly field: MessageFault["field"];
}

/** What a provider is told of an address of which so much has ended, and what of one whose owner agreed at `ANSWERED_AT`. */
export interface OptOutVector {
  readonly channel: Channel;
  readonly scope: OptOutScope;
  readonly address: string;
  readonly config?: Readonly<Record<string, unknown>>;
  /** null: it is not told. */
  readonly tell: ActionCall | null;
  readonly takeBack: ActionCall | null;
}

/** What an input makes of the sample's credential at a time, to the letter. */
export interface ClientTokenVectors {
  /** Where it is another than the provider's sample. */
  readonly connection?: SampleConnection;
  readonly issued: readonly {
    readonly title: string;
    readonly input: unknown;
    /** ms since the epoch */
    readonly now: number;
    readonly token: string;
    /** ms since the epoch */
    readonly expiresAt: number;
  }[];
  readonly invalid: readonly InvalidVector[];
}

/** How a webhook is managed at the provider, from the making of one to its end. */
export interface RegistrationVectors {
  readonly connection?: SampleConnection;
  readonly order: RegistrationOrder;
  /** The look-up, and what its answer shows. */
  readonly list: {
    readonly request: ExpectedRequest;
    readonly answer: SampleAnswer;
    readonly webhooks: readonly RegisteredWebhook[];
  };
  readonly create: {
    readonly exchanges: readonly { readonly request: ExpectedRequest; readonly answer: SampleAnswer }[];
    readonly made: { readonly externalId: string; readonly secret: string };
  };
  /** Of the first webhook of `list`. */
  readonly repair: ExpectedRequest;
  readonly remove: ExpectedRequest;
}

/** What proves the outbound half of a folder. */
export interface OutboundVectors {
  readonly connection: SampleConnection;
  readonly actions: Readonly<Record<string, ActionVectors>>;
  /** Further origins of the provider's API that its actions call, beside that of `baseUrl`. */
  readonly origins?: readonly string[];
  /** To any of the actions. */
  readonly answers: readonly AnswerVector[];
  readonly connections: readonly ConnectionVector[];
  readonly messages?: readonly MessageVector[];
  readonly uncarried?: readonly UncarriedVector[];
  /** Needed of every scope of which the provider is told. */
  readonly optOuts?: readonly OptOutVector[];
  /** Needed where there are such tokens. */
  readonly clientTokens?: Readonly<Record<string, ClientTokenVectors>>;
  /** Needed where webhooks can be made through the API. */
  readonly registration?: RegistrationVectors;
  /** Needed where a person can consent. */
  readonly consents?: readonly ConsentVector[];
}

export interface ProviderVectors {
  readonly webhooks: readonly WebhookVector[];
  /** How the sender signs today, where the folder verifies by itself: with it the twin signs the samples anew. */
  readonly signing?: SchemeInput;
  /** The sender's requests have no body: all that they say stands in headers. */
  readonly bodiless?: true;
  readonly handshakes?: readonly HandshakeVector[];
  /** Needed where the provider has connections or actions. */
  readonly outbound?: OutboundVectors;
}

/** The outbound half of a folder that has connections and no actions. */
export function onlyConnections(
  connection: SampleConnection,
  vectors: Pick<OutboundVectors, "connections" | "consents">,
): OutboundVectors {
  return { connection, actions: {}, answers: [], ...vectors };
}

/** One call that proves a credential: of one that is good, of one that is refused, and of a provider that fails. */
export interface ProofSample {
  readonly request: ExpectedRequest;
  readonly good: { readonly answer: SampleAnswer; readonly account: ProviderAccount | null };
  /** 401 where left out. */
  readonly refused?: { readonly answer: SampleAnswer; readonly code: string };
}

export function proofs({ request, good, refused: no }: ProofSample): readonly ConnectionVector[] {
  const { answer, code } = no ?? { answer: { status: 401, body: {} }, code: "http_401" };
  return [
    {
      title: "takes a credential that is good",
      exchanges: [{ request, answer: good.answer }],
      verdict: { account: good.account },
    },
    {
      title: "refuses a credential that the provider takes no more",
      exchanges: [{ request, answer }],
      verdict: { status: "needs_reauth", code },
    },
    {
      title: "learns nothing from a failure of the provider's",
      exchanges: [{ request, answer: { status: 500, body: "<html>" } }],
      verdict: { status: "error", code: "http_500" },
    },
  ];
}
