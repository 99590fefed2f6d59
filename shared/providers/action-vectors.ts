import type { MessageCost } from "../model/cost.ts";
import type { MessageFault, OutboundMessage } from "../model/message.ts";
import type { Action, ActionResult, BatchResult, Retrieved } from "./action.ts";
import type { ExpectedRequest, SampleAnswer, SampleConnection } from "./samples.ts";

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

/** What an answer means, without the words for a person. */
export type ExpectedOutcome =
  | { readonly kind: "ok" }
  | { readonly kind: "retry" | "throttle"; readonly code: string; readonly retryAfterMs: number | null }
  | {
      readonly kind: "refused" | "reauthorise" | "uncertain";
      readonly code: string;
      readonly isOfAccount?: true;
      readonly isKeyTaken?: true;
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

/** Several inputs in one request, made for `SAMPLE_REFERENCE`, each for the job `job_0`, `job_1` and so on. */
export interface BatchVector {
  readonly title: string;
  readonly inputs: readonly unknown[];
  readonly connection?: SampleConnection;
  readonly request: ExpectedRequest;
  readonly answers: readonly {
    readonly answer: SampleAnswer;
    /** What a good answer says of each input; of a refusal the codes of those whom it blames, by their place. */
    readonly results: readonly BatchResult[] | { readonly blamed: Readonly<Record<number, string>> };
  }[];
}

export interface ActionVectors {
  /** Needed where a refusal of several may blame some of them. */
  readonly batches?: readonly BatchVector[];
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
