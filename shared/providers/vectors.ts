import type { Channel } from "../model/channel.ts";
import type { OptOutScope } from "../model/opt-out.ts";
import type { SchemeInput } from "../signatures/scheme.ts";
import type {
  ActionVectors,
  AnswerVector,
  ClientTokenVectors,
  MessageVector,
  UncarriedVector,
} from "./action-vectors.ts";
import type { ConnectionVector, ConsentVector } from "./connection-vectors.ts";
import type { RegisteredWebhook, RegistrationOrder } from "./define.ts";
import type { ActionCall } from "./opt-outs.ts";
import type { ExpectedRequest, SampleAnswer, SampleConnection } from "./samples.ts";
import type { HandshakeVector, WebhookVector } from "./webhook-vectors.ts";

export type {
  ActionVectors,
  AnswerVector,
  BatchVector,
  ClientTokenVectors,
  ExpectedOutcome,
  InvalidVector,
  LookupVector,
  MessageVector,
  RequestVector,
  ResultVector,
  UncarriedVector,
} from "./action-vectors.ts";
export {
  CLIENT_IN_BODY,
  CLIENT_IN_HEADER,
  type ConnectionVector,
  type ConsentVector,
  codeForm,
  proofs,
  SAMPLE_GRANT,
} from "./connection-vectors.ts";
export {
  ANSWERED_AT,
  type ExpectedRequest,
  SAMPLE_REFERENCE,
  type SampleAnswer,
  type SampleConnection,
} from "./samples.ts";
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
