import { createCall, type TracedCall } from "../../shared/call/call.ts";
import type { Action, ProviderAnswer } from "../../shared/providers/action.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { providers } from "../../shared/providers/registry.ts";
import {
  type ExpectedRequest,
  type OutboundVectors,
  SAMPLE_REFERENCE,
  type SampleAnswer,
  type SampleConnection,
} from "../../shared/providers/vectors.ts";
import { vectorsByProvider } from "./vectors.ts";

export interface OutboundCase {
  readonly id: string;
  readonly provider: ProviderDefinition;
  readonly actions: readonly (readonly [string, Action])[];
  readonly vectors: OutboundVectors;
}

const NONE: OutboundVectors = { connection: { credentials: {} }, actions: {}, answers: [], connections: [] };

const vectorsById = new Map(Object.entries(vectorsByProvider));

/** Every provider that is called; one without samples has none, which fails the suite. */
const callable: readonly OutboundCase[] = Object.entries(providers).map(([id, definition]) => {
  const provider: ProviderDefinition = definition;
  const actions = Object.entries(provider.actions ?? {});
  return { id, provider, actions, vectors: vectorsById.get(id)?.outbound ?? NONE };
});

/** Those that have actions. */
export const outboundCases = callable.filter(({ actions }) => actions.length > 0);

/** Those whose credentials are proven by a call, as those of every provider with actions must be. */
export const connectionCases = callable.filter(
  ({ provider, actions }) => provider.connection !== undefined || actions.length > 0,
);

/** Those that take tokens of OAuth2. */
export const oauth2Cases = callable.flatMap(({ provider, ...rest }) =>
  provider.auth.oauth2 === undefined ? [] : [{ ...rest, provider, oauth2: provider.auth.oauth2 }],
);

/** A request as it left. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

export function responseOf({ status, headers = {}, body }: SampleAnswer): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  // an answer without content takes not even an empty one
  return new Response(status === 204 ? null : text, { status, headers });
}

/** The platform's own call, whose requests are kept and answered in turn; with 200 and `{}` from then on. */
export function recordingCall(
  provider: ProviderDefinition,
  { credentials, config = {} }: SampleConnection,
  answers: readonly SampleAnswer[] = [],
): { readonly call: TracedCall; readonly sent: SentRequest[]; readonly fetch: typeof fetch } {
  const sent: SentRequest[] = [];
  const record: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { method, url, headers } = request;
    // `text()` warns of bytes that are none by their type
    sent.push({ method, url, headers, body: new TextDecoder().decode(await request.arrayBuffer()) });
    return responseOf(answers[sent.length - 1] ?? { status: 200, body: {} });
  };
  const call = createCall({
    provider,
    credential: { credentials, config },
    reference: SAMPLE_REFERENCE,
    settings: { PROVIDER_ORIGINS: {}, ENVIRONMENT: "test" },
    fetch: record,
  });
  return { call, sent, fetch: record };
}

/** The parts of a request that a sample speaks of, in the sample's form. */
export function comparable(
  { method, url, headers, body }: SentRequest,
  expected: ExpectedRequest,
): ExpectedRequest {
  return {
    method,
    url,
    headers: Object.fromEntries(Object.keys(expected.headers).map((name) => [name, headers.get(name)])),
    ...bodyOf(body, expected),
  };
}

function bodyOf(text: string, { body }: ExpectedRequest): Pick<ExpectedRequest, "body"> {
  if (text === "") {
    return {};
  }
  if (body !== undefined && "text" in body) {
    return { body: { text } };
  }
  const isForm = body !== undefined && "form" in body;
  return { body: isForm ? { form: [...new URLSearchParams(text)] } : { json: JSON.parse(text) } };
}

/** The values that must never show: those of the fields that the provider calls secret, and tokens. */
export function secretsOf({ auth }: ProviderDefinition, { credentials }: SampleConnection): string[] {
  const fields = auth.fields.filter(({ secret }) => secret).map(({ name }) => name);
  return [...fields, "accessToken", "refreshToken"].flatMap((name) => credentials[name] ?? []);
}

export function answerOf({ status, headers, body }: SampleAnswer): ProviderAnswer {
  return { status, headers: new Headers(headers), body };
}
