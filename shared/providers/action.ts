import type { z } from "zod";
import type { Amount } from "../model/approval.ts";
import type { ReplyWindow } from "../model/channel.ts";
import type { MessageCost } from "../model/cost.ts";
import type { RecordEffect } from "../model/record.ts";

/** What an adapter is handed for one call: everything it needs, and nothing of the platform. */
export interface Call {
  readonly credentials: Readonly<Record<string, string>>;
  /** The connection's own settings (sender, channel, …). */
  readonly config: Readonly<Record<string, unknown>>;
  /** Bounded in time (body included), without redirects, and in development sent to where PROVIDER_ORIGINS says. */
  readonly fetch: typeof fetch;
  /** The job's id: the provider's idempotency key where it takes one, and our reference in its object. */
  readonly reference: string;
}

/** A provider's answer, read once: `body` is the parsed JSON, or the text where it is none. */
export interface ProviderAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What an action achieved, from the answer to it. */
export interface ActionResult {
  /** The provider's id of what was made; delivery receipts name it. */
  readonly externalId: string | null;
  /** What the job shows as its result: small, without credentials. */
  readonly result: unknown;
}

/** The state of a record as an answer has it. */
export type RetrievedRecord = RecordEffect & {
  /** Since when, by the provider's clock where it says, ms since the epoch. */
  readonly occurredAt: number;
};

/** What an answer means to the platform. */
export interface Retrieved {
  readonly records: readonly RetrievedRecord[];
  /** Of a list of changes: from where it was read, and from where it is read on, as parts of an input. */
  readonly cursor?: {
    readonly subject: string;
    readonly from: Readonly<Record<string, unknown>>;
    readonly to: Readonly<Record<string, unknown>>;
  };
  /** The input of the job that asks for the rest. */
  readonly next?: Readonly<Record<string, unknown>>;
  /** The input wants the rest; without it only a job that an event asked for goes on. */
  readonly goesOn?: true;
  /** There was more than is read at once, and it is left. */
  readonly isCut?: true;
}

/** What an action that completes an event has for it. */
export type Retrieves<Input> =
  /** Its result's `text` and `inReplyTo` are those of a message that somebody wrote and that awaits them. */
  | { readonly kind: "message" }
  | {
      readonly kind: "records";
      /** Whether an answer that is no 2xx is one: what was asked for is gone, or must be asked for otherwise. */
      readonly isAnswer: (answer: ProviderAnswer) => boolean;
      /**
       * @param now when it was answered, ms since the epoch
       * @throws TypeError when the answer cannot be read: it is asked for again
       */
      readonly read: (input: Input, answer: ProviderAnswer, now: number) => Retrieved;
    };

/** A call that asks whether an earlier one acted. */
export interface LookupCall extends Call {
  /** When the first try began that may have acted, ms since the epoch. */
  readonly since: number;
}

/** How the provider is asked for what a call of unknown outcome may have made, by our reference. */
export interface LookupSpec<Input> {
  /** The vendor's page of the call. */
  readonly docs: string;
  /** How long after the doubt it is asked, in seconds: what was made must be found by then. */
  readonly afterSeconds: number;
  /** Makes one request that changes nothing; null where this input leaves nothing to ask for. */
  readonly send: (input: Input, call: LookupCall) => Promise<Response> | null;
  /** What bears the reference; null where there is none, which proves nothing. */
  readonly found: (answer: ProviderAnswer, asked: Item<Input>) => ActionResult | null;
}

/** An input and the job that has it. */
export interface Item<Input> {
  readonly input: Input;
  /** The job's id: our reference in its object. */
  readonly reference: string;
}

/** Why the provider refuses an item for good. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What became of one item of a request that was answered well. */
export type BatchResult =
  | { readonly ok: true; readonly result: ActionResult }
  /** The provider refused this one for good, and acted on the others. */
  | ({ readonly ok: false } & Refusal);

/** How several inputs travel in one request. */
export interface BatchSpec<Input> {
  /** The vendor's page of the call. */
  readonly docs: string;
  /** The most of one request: items, or what `size` counts of each. */
  readonly max: number;
  readonly size?: (input: Input) => number;
  /** Fewer items go one by one: where the call of several has a stricter limit than that of one. */
  readonly min?: number;
  /** The class of the provider's limits that requests of several count in, where it is not the action's. */
  readonly limitClass?: string;
  /**
   * The same item may be asked for twice, alone or with any others. So jobs travel together whatever call made them, and
   * after a doubt each goes by itself. `about` names what an item acts on: no two of a request are about the same, since
   * nobody says in which order they count.
   */
  readonly independent?: { readonly about: (input: Input) => readonly string[] };
  /** Whether an input may travel with others; one that does not validate may not. */
  readonly takes: (input: Input) => boolean;
  /** What all inputs of one request must have alike, as a text to compare; any may travel together where there is none. */
  readonly alike?: (input: Input) => string;
  /** Makes one request of all items in their order, `call.reference` its key: the same items make the same request. */
  readonly send: (items: readonly Item<Input>[], call: Call) => Promise<Response>;
  /** What became of each item, in their order. */
  readonly results: (answer: ProviderAnswer, items: readonly Item<Input>[]) => readonly BatchResult[];
  /**
   * The items, by their place, that a refusal of the whole request blames: they are refused, the others go again without
   * them. Nobody is blamed where it is empty: each goes by itself.
   */
  readonly blamed?: (answer: ProviderAnswer, items: readonly Item<Input>[]) => ReadonlyMap<number, Refusal>;
}

export interface ActionSpec<Input extends z.ZodType> {
  readonly description: string;
  /** The vendor's page of the call. */
  readonly docs: string;
  readonly input: Input;
  /** An input that validates and can be sent as it is. */
  readonly example: z.input<Input>;
  /** `key`: the provider acts once per idempotency key; `none`: twice is twice. */
  readonly idempotency: "key" | "none";
  /** For how long the provider remembers a key, in seconds. */
  readonly keyLifetimeSeconds?: number;
  /** What to do when nobody knows whether it acted; `resend` is safe only with a key. */
  readonly onUncertain: "hold" | "resend" | "lookup";
  /** The largest request body that the provider takes, in bytes. */
  readonly maxBodyBytes?: number;
  /** Permits that one call takes; 1 by default. */
  readonly weight?: number;
  /** The class of the provider's limits that calls of it count in, beside the account's. */
  readonly limitClass?: string;
  /** What it has for events that come without it. */
  readonly retrieves?: Retrieves<z.output<Input>>;
  /** The money that it moves, which rules of approval ask for. */
  readonly amount?: (input: z.output<Input>) => Amount;
  /** It is taken for a time after the recipient last wrote: `shared/policy/reply-window.ts`. */
  readonly replyWindow?: (input: z.output<Input>) => ReplyWindow;
  /** Makes the call. Throws only what `call.fetch` throws. */
  readonly send: (input: z.output<Input>, call: Call) => Promise<Response>;
  /** Reads the answer to a call that acted. */
  readonly result: (answer: ProviderAnswer) => ActionResult;
  /** Whether an answer that is no 2xx says that all is as it was to be: who is not there is unsubscribed. */
  readonly isDone?: (answer: ProviderAnswer) => boolean;
  /** Where the provider can be asked for what a call of unknown outcome made. */
  readonly lookup?: LookupSpec<z.output<Input>>;
  /** Why it cannot, for a person; needed where twice is twice, or a key is forgotten. */
  readonly noLookup?: string;
  /** What the answer says that messages cost; of messages that the credential's account sent. */
  readonly costs?: (answer: ProviderAnswer) => readonly MessageCost[];
  /** Where the provider takes many at once; jobs of one bulk call then travel together, `independent` ones of several. */
  readonly batch?: BatchSpec<z.output<Input>>;
}

/** An action as the platform sees it: its input is unknown until `parse` has read it. */
export interface Action {
  readonly description: string;
  readonly docs: string;
  readonly input: z.ZodType;
  readonly example: unknown;
  readonly idempotency: "key" | "none";
  readonly keyLifetimeSeconds?: number;
  readonly onUncertain: "hold" | "resend" | "lookup";
  readonly maxBodyBytes?: number;
  readonly weight?: number;
  readonly limitClass?: string;
  /** Its `read` throws ZodError as `send` does. */
  readonly retrieves?: Retrieves<unknown>;
  /** @throws ZodError as `send` */
  readonly amount?: (input: unknown) => Amount;
  /** @throws ZodError as `send` */
  readonly replyWindow?: (input: unknown) => ReplyWindow;
  /** @throws ZodError when the input does not validate (it was validated when the job was accepted) */
  readonly send: (input: unknown, call: Call) => Promise<Response>;
  readonly result: (answer: ProviderAnswer) => ActionResult;
  readonly isDone?: (answer: ProviderAnswer) => boolean;
  readonly lookup?: LookupSpec<unknown>;
  readonly noLookup?: string;
  readonly costs?: (answer: ProviderAnswer) => readonly MessageCost[];
  readonly batch?: BatchSpec<unknown>;
}

/** Checks an action's parts against each other and hides the type of its input. */
export function defineAction<const Input extends z.ZodType>(spec: ActionSpec<Input>): Action {
  const { send, lookup, amount, replyWindow, batch, retrieves, ...rest } = spec;
  return {
    ...rest,
    send: (input, call) => send(spec.input.parse(input), call),
    ...(amount === undefined ? {} : { amount: (input) => amount(spec.input.parse(input)) }),
    ...(replyWindow === undefined ? {} : { replyWindow: (input) => replyWindow(spec.input.parse(input)) }),
    ...(lookup === undefined ? {} : { lookup: hiddenLookup(spec.input, lookup) }),
    ...(batch === undefined ? {} : { batch: hidden(spec.input, batch) }),
    ...(retrieves === undefined ? {} : { retrieves: hiddenReading(spec.input, retrieves) }),
  };
}

function hiddenReading<Input extends z.ZodType>(
  input: Input,
  retrieves: Retrieves<z.output<Input>>,
): Retrieves<unknown> {
  return retrieves.kind === "message"
    ? retrieves
    : { ...retrieves, read: (given, answer, now) => retrieves.read(input.parse(given), answer, now) };
}

function hidden<Input extends z.ZodType>(
  input: Input,
  { takes, alike, size, independent, send, results, blamed, ...rest }: BatchSpec<z.output<Input>>,
): BatchSpec<unknown> {
  const parsed = (items: readonly Item<unknown>[]) =>
    items.map((item) => ({ ...item, input: input.parse(item.input) }));
  return {
    ...rest,
    takes: (given) => {
      const { success, data } = input.safeParse(given);
      return success && takes(data);
    },
    ...(alike === undefined ? {} : { alike: (given) => alike(input.parse(given)) }),
    ...(size === undefined ? {} : { size: (given) => size(input.parse(given)) }),
    ...(independent === undefined
      ? {}
      : { independent: { about: (given) => independent.about(input.parse(given)) } }),
    ...(blamed === undefined ? {} : { blamed: (answer, items) => blamed(answer, parsed(items)) }),
    send: (items, call) => send(parsed(items), call),
    results: (answer, items) => results(answer, parsed(items)),
  };
}

function hiddenLookup<Input extends z.ZodType>(
  input: Input,
  { send, found, ...rest }: LookupSpec<z.output<Input>>,
): LookupSpec<unknown> {
  return {
    ...rest,
    send: (given, call) => send(input.parse(given), call),
    found: (answer, asked) => found(answer, { ...asked, input: input.parse(asked.input) }),
  };
}
