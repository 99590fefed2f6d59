import type { Ids } from "../ids.ts";
import type { Bytes, HeaderFields, JsonObject } from "../sender.ts";
import type { Flaw, Schema } from "./schema.ts";

export interface ApiRequest {
  readonly method: string;
  /** As at the provider's host: without the provider's id in front. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Bytes;
}

export interface Answer {
  readonly status: number;
  readonly headers?: HeaderFields;
  /** An object is written as JSON, a text as it is. */
  readonly body: JsonObject | string;
}

export interface Caller {
  /** As the provider names the account; derived from the credential where a request does not name it. */
  readonly account: string;
  readonly credential: string;
}

/** A request that passed the checks. */
export interface Call extends Caller {
  readonly params: JsonObject;
  /** The segments of the path that the route names. */
  readonly names: Readonly<Record<string, string>>;
  readonly request: ApiRequest;
  /** ms since the epoch */
  readonly now: number;
  readonly sequence: number;
  /** Another set for every request. */
  readonly ids: Ids;
  /** What the action made for this account, oldest first. */
  readonly made: (action: string) => readonly JsonObject[];
}

/** What a call brought about. */
export interface Acted {
  readonly answer: Answer;
  /** What was made; absent where the call only reads. */
  readonly made?: Made;
  /** What a call made that takes several at once, each with its own parameters. */
  readonly madeMany?: readonly (Made & { readonly params: JsonObject })[];
}

interface Made {
  readonly id: string;
  readonly object: JsonObject;
}

/** Where the provider's published description has the request. */
export interface DescribedAt {
  /** In the folder of descriptions. */
  readonly file: string;
  readonly path: string;
  /** Default: the route's. */
  readonly method?: string;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** A segment `{name}` takes any text. */
  readonly path: string;
  /** e.g. `email.send` */
  readonly action: string;
  /** Where the parameters are, and in which encodings. */
  readonly takes: readonly ("query" | "json" | "form")[];
  readonly described?: DescribedAt;
  /** The body is a JSON list; `params` has it as `items`. */
  readonly list?: true;
  /** What is known of the parameters without the description. */
  readonly params: Schema;
  /** Parameters for which `params` counts although they are described: the description is behind the provider. */
  readonly ahead?: readonly string[];
  /** What no schema says; null when nothing is wrong. */
  readonly check?: (call: Call) => Answer | null;
  readonly act: (call: Call) => Acted;
  /** The caller's own reference in the request, where the provider has no idempotency keys. */
  readonly reference?: (params: JsonObject) => string | null;
}

export type Flaws = readonly [Flaw, ...Flaw[]];

/** The provider's own words for what can go wrong with any request. */
export interface Refusals {
  readonly noRoute: (request: ApiRequest) => Answer;
  readonly wrongMethod: (request: ApiRequest) => Answer;
  readonly unreadable: (why: "content type" | "syntax") => Answer;
  readonly flawed: (flaws: Flaws) => Answer;
  readonly throttled: () => Answer;
  /** @param status 5xx */
  readonly failed: (status: number) => Answer;
}

/** How the provider treats idempotency keys, which it remembers for a day. */
export interface KeyRules {
  readonly header: string;
  readonly maxLength: number;
  /** Within what a key is unique. */
  readonly within: "account" | "endpoint";
  readonly malformed: () => Answer;
  readonly inUse: (key: string) => Answer;
  /** @param firstPath the path that the key was first used for */
  readonly reused: (key: string, firstPath: string, path: string) => Answer;
  /** Headers of an answer that was given before. */
  readonly replayed?: HeaderFields;
}

export interface RateLimit {
  readonly limit: number;
  readonly perSeconds: number;
}

/** Where an account stands in its rate limit. */
export interface Standing extends RateLimit {
  readonly remaining: number;
  /** Until the oldest request counts no longer; whole seconds. */
  readonly resetSeconds: number;
}

export interface HeaderContext {
  readonly request: ApiRequest;
  readonly ids: Ids;
  /** null before the caller is known. */
  readonly standing: Standing | null;
}

/** The status webhooks that follow a message. */
export interface ReceiptRules {
  readonly action: string;
  /** Those of a message, in order. */
  readonly statuses: (object: JsonObject) => readonly string[];
  /** The sender's event type. */
  readonly type: (status: string) => string;
  /** What the webhook says of this message, laid over the sender's payload. */
  readonly overrides: (object: JsonObject) => JsonObject;
}

/** A provider in its role as an API. */
export interface ProviderApi {
  readonly provider: string;
  /** What `/<provider>` of the twin stands for. */
  readonly origin: string;
  /** Credentials and values that bring about refusals, in words. */
  readonly hints: readonly string[];
  /** Who calls, or the refusal of the credential. */
  readonly identify: (request: ApiRequest) => Caller | Answer;
  readonly routes: readonly Route[];
  readonly refuse: Refusals;
  /** On every answer. */
  readonly headers: (context: HeaderContext) => HeaderFields;
  readonly keys?: KeyRules;
  /** The limit that the headers tell when no other is set; not enforced. */
  readonly advertised?: RateLimit;
  readonly receipts?: ReceiptRules;
}

export function isAnswer(value: Caller | Answer): value is Answer {
  return "status" in value;
}
