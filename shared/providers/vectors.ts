import type { Effect } from "../model/effect.ts";
import type { ProviderEvent } from "../model/event.ts";
import type { OutboundMessage } from "../model/message.ts";
import type { SchemeInput } from "../signatures/scheme.ts";
import type { RefusalReason } from "../signatures/verifier.ts";
import type { Action, ActionResult, Retrieved } from "./action.ts";
import type { ProtocolReply, ProviderAccount, RegisteredWebhook, RegistrationOrder } from "./define.ts";

/**
 * Samples that prove a provider's folder: signed webhooks, and the requests and answers of its actions. Each folder has
 * them in `vectors.ts`, and `test/contracts` runs them. No runtime code imports them.
 */

/** A request as the sender made it. */
interface SampleRequest {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text is sent as UTF-8. */
  readonly body: string | { readonly base64: string };
}

interface SignedSample extends SampleRequest {
  /** Who made the signature: the vendor's page, package or test suite. */
  readonly source: string;
  readonly secret: string;
  /** The endpoint's scheme, where the provider has none of its own. */
  readonly scheme?: SchemeInput;
  /** When it arrives, ms since the epoch. */
  readonly now: number;
}

export type ExpectedEvent = Omit<ProviderEvent, "data">;

/** A genuine request and what is read from it. */
export interface GoodVector extends SignedSample {
  readonly kind: "good";
  /** `unparsed` where the signature holds but the body is none of the sender's protocol. */
  readonly events: readonly ExpectedEvent[] | "unparsed";
  /** Only its secret is proven, where other requests of the sender are signed. */
  readonly unsigned?: true;
  /** Of all its events together; left out where there are none. */
  readonly effects?: readonly Effect[];
  /** The answer; left out where the platform's own will do. */
  readonly reply?: ProtocolReply;
}

/** What was done to a genuine request that must be refused. */
export type RefusedKind = "tampered" | "reencoded" | "wrong_key" | "stale" | "incomplete";

export interface RefusedVector extends SignedSample {
  readonly kind: RefusedKind;
  readonly verdict: RefusalReason;
}

export type WebhookVector = GoodVector | RefusedVector;

export interface HandshakeVector extends SampleRequest {
  /** The endpoint's scheme, where the provider has none of its own. */
  readonly scheme?: SchemeInput;
  /** The secret that counts; left out where the answer needs none. */
  readonly secret?: string;
  /** Whether the signature held; false on GET and while the endpoint awaits its secret. */
  readonly verified: boolean;
  /** Null where the request is an event. */
  readonly reply: ProtocolReply | null;
}

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
  readonly body?: { readonly json: unknown } | { readonly form: readonly (readonly [string, string])[] };
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
}

/** An answer and what it means to the platform; `unreadable` where it means nothing and is asked for again. */
export interface RetrievedVector extends SampleAnswer {
  readonly title: string;
  readonly input: unknown;
  readonly retrieved: Retrieved | "unreadable";
}

export interface ActionVectors {
  readonly requests: readonly RequestVector[];
  readonly invalid: readonly InvalidVector[];
  readonly results: readonly ResultVector[];
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
  readonly input: unknown;
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

/** A refused variant of a genuine sample. */
export function refused(
  sample: GoodVector,
  change: Partial<SignedSample> & Pick<RefusedVector, "title" | "kind" | "verdict">,
): RefusedVector {
  const { source, secret, scheme, method, url, headers, body, now } = sample;
  const base = {
    source,
    secret,
    method,
    url,
    headers,
    body,
    now,
    ...(scheme === undefined ? {} : { scheme }),
  };
  return { ...base, ...change };
}

/** What a sample's usual refusals need to know of it. */
export interface RefusalRules {
  /** The header that carries the signature or the secret. */
  readonly header: string;
  /** Of the right form, and not the sample's. */
  readonly otherSecret: string;
  /** The same meaning in other bytes, where the body is no JSON. */
  readonly reencoded?: string;
  /** How much later a signature holds no more; left out where it holds for ever. */
  readonly staleAfterMs?: number;
}

/** A genuine sample without its signature, under another key, with another text, written anew, and too late. */
export function refusals(sample: GoodVector, rules: RefusalRules): readonly RefusedVector[] {
  const { header, otherSecret, staleAfterMs } = rules;
  const text = typeof sample.body === "string" ? sample.body : "";
  const reencoded = rules.reencoded ?? JSON.stringify(JSON.parse(text), null, 1);
  const late = staleAfterMs === undefined ? [] : [{ now: sample.now + staleAfterMs }];
  return [
    ...withoutProof(sample, { header, otherSecret }),
    refused(sample, {
      kind: "tampered",
      title: `refuses another text: ${sample.title}`,
      body: text.replace(/[0-9A-Za-z](?=[^0-9A-Za-z]*$)/, (last) => (last === "x" ? "y" : "x")),
      verdict: "invalid_signature",
    }),
    refused(sample, {
      kind: "reencoded",
      title: `refuses the same meaning in other bytes: ${sample.title}`,
      body: reencoded,
      verdict: "invalid_signature",
    }),
    ...late.map(({ now }) =>
      refused(sample, {
        kind: "stale",
        title: `refuses when it comes too late: ${sample.title}`,
        now,
        verdict: "stale_timestamp",
      }),
    ),
  ];
}

/** A genuine sample without its proof, and under another key: all that can be refused of a sender that signs nothing. */
export function withoutProof(
  sample: GoodVector,
  { header, otherSecret }: Pick<RefusalRules, "header" | "otherSecret">,
): readonly RefusedVector[] {
  const { [header]: _, ...headers } = sample.headers;
  return [
    refused(sample, {
      kind: "incomplete",
      title: `refuses without ${header}: ${sample.title}`,
      headers,
      verdict: "header_missing",
    }),
    refused(sample, {
      kind: "wrong_key",
      title: `refuses under another key: ${sample.title}`,
      secret: otherSecret,
      verdict: "invalid_signature",
    }),
  ];
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
