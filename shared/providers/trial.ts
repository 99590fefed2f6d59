import type { Call, ProviderAnswer } from "./action.ts";
import type { ExpectedRequest, SampleAnswer, SampleConnection } from "./vectors.ts";

/**
 * One object that shows that a credential may write: made, and taken away at once. It costs nothing and disturbs nobody.
 * Each folder has its own in `trial.ts`; `npm run try` makes it, `test/contracts` compares it with the vendor's page. No
 * runtime code imports it.
 */
export interface Trial {
  /** What is made, for a person: `a contact`. */
  readonly what: string;
  /** The vendor's page of the call that makes it. */
  readonly docs: string;
  /** Fields without which there is nowhere to make it. */
  readonly needs?: readonly string[];
  /** @param now ms since the epoch */
  readonly create: (call: Call, now: number) => Promise<Response>;
  /** What a good answer made; null where it does not say. */
  readonly created: (answer: ProviderAnswer) => string | null;
  /** @param now ms since the epoch */
  readonly remove: (id: string, call: Call, now: number) => Promise<Response>;
  /** Both requests, as they are at `ANSWERED_AT` under `SAMPLE_REFERENCE`. */
  readonly samples: {
    /** Where it is another than the folder's sample. */
    readonly connection?: SampleConnection;
    readonly create: TrialExchange;
    readonly id: string;
    readonly remove: TrialExchange;
  };
}

interface TrialExchange {
  readonly request: ExpectedRequest;
  readonly answer: SampleAnswer;
}

/** Why a provider has none. */
export interface NoTrial {
  readonly none: string;
}

/** What every object is called, so that a person knows what it was, should it stay. */
export function trialName({ reference }: Pick<Call, "reference">): string {
  return `Causeway ${reference}`;
}

/** A request with JSON in it. */
export function sendJson(
  { fetch }: Pick<Call, "fetch">,
  request: {
    readonly method?: "POST" | "PUT";
    readonly url: string;
    readonly headers: Readonly<Record<string, string>> | Headers;
    readonly body: unknown;
  },
): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/json");
  return fetch(request.url, {
    method: request.method ?? "POST",
    headers,
    body: JSON.stringify(request.body),
  });
}
