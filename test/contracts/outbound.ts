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

/** Every provider of the registry that has actions; one without samples has none, which fails the suite. */
export const outboundCases: readonly OutboundCase[] = Object.entries(providers).flatMap(
  ([id, definition]) => {
    const provider: ProviderDefinition = definition;
    const actions = Object.entries(provider.actions ?? {});
    const vectors = new Map(Object.entries(vectorsByProvider)).get(id)?.outbound ?? NONE;
    return actions.length === 0 ? [] : [{ id, provider, actions, vectors }];
  },
);

/** A request as it left. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

export function responseOf({ status, headers = {}, body }: SampleAnswer): Response {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
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
    settings: { PROVIDER_ORIGINS: {} },
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
  const isForm = body !== undefined && "form" in body;
  return { body: isForm ? { form: [...new URLSearchParams(text)] } : { json: JSON.parse(text) } };
}

/** The values that must never show: those of the fields that the provider calls secret. */
export function secretsOf({ auth }: ProviderDefinition, { credentials }: SampleConnection): string[] {
  return auth.fields.filter(({ secret }) => secret).flatMap(({ name }) => credentials[name] ?? []);
}

export function answerOf({ status, headers, body }: SampleAnswer): ProviderAnswer {
  return { status, headers: new Headers(headers), body };
}
