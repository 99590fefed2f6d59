import type { Webhook } from "../../../shared/providers/define.ts";
import type { GoodVector, ProviderVectors } from "../../../shared/providers/vectors.ts";
import { type Proof, proofsOf, schemeSchema } from "../../../shared/signatures/scheme.ts";
import { encodeText, isForm, isJsonObject, overlay } from "../payload.ts";
import { chooseType, type HeaderFields, type JsonObject, type Sender, TwinError } from "../sender.ts";
import { replaceAll, replacements } from "./freshen.ts";
import { newSecretFor } from "./keys.ts";
import { signByScheme } from "./sign.ts";

/** A sample that can be sent as a new event: its events are known, and it is proven as the sender proves itself today. */
interface Sample {
  readonly vector: GoodVector & { readonly body: string };
  readonly events: Exclude<GoodVector["events"], "unparsed">;
}

/**
 * A provider as a sender of webhooks, out of its folder's samples: their payloads with new ids, signed anew by its
 * scheme. The first sample of a type is what is sent.
 * @throws TwinError when the folder does not say how its sender signs
 */
export function sampledSender(provider: string, webhook: Webhook, vectors: ProviderVectors): Sender {
  const input = vectors.signing ?? webhook.scheme;
  if (input === undefined) {
    throw new TwinError(`the samples of ${provider} do not say how it signs`);
  }
  const [scheme] = proofsOf(schemeSchema.parse(input));
  const samples = samplesOf(vectors);
  const proofs = new Set(webhook.headers);
  const isUnsigned = webhook.unsigned === true || scheme.kind === "token" || scheme.kind === "basic";
  return {
    provider,
    signingKeyHint: `${webhook.secret.label}: ${webhook.secret.hint}`,
    toleranceSeconds: "timestamp" in scheme ? (scheme.timestamp?.pastSeconds ?? null) : null,
    signs: isUnsigned ? "nothing" : "bytes",
    types: Object.keys(samples),
    newSecret: () => newSecretFor(scheme),
    make(type, options) {
      const { vector, events } = chooseType(provider, samples, type);
      const said = Object.entries(vector.headers).filter(([name]) => !proofs.has(name));
      const fresh = replacements(events, JSON.stringify(vector.headers) + vector.body, options);
      const renewed = Object.fromEntries(said.map(([name, value]) => [name, replaceAll(value, fresh)]));
      // what the signature covers of the headers that carry it: the message's id
      const ids = Object.entries(vector.headers).filter(([name]) => proofs.has(name) && name.endsWith("-id"));
      const { "content-type": contentType = "application/octet-stream", ...headers } = {
        ...renewed,
        ...Object.fromEntries(ids.map(([name, value]) => [name, replaceAll(value, fresh)])),
      };
      const body = replaceAll(vector.body, fresh);
      const id = events[0]?.id ?? null;
      return {
        id: id === null ? null : replaceAll(id, fresh),
        contentType,
        body: encodeText(
          options.overrides === undefined ? body : overlaid(body, contentType, options.overrides),
        ),
        headers: headers as HeaderFields,
      };
    },
    target: (url, _body, _contentType, signingKey) => withToken(scheme, url, signingKey),
    embed: (body, signingKey) =>
      isTokenInBody(scheme)
        ? encodeText(Buffer.from(body).toString().replaceAll(secretOf(samples), signingKey))
        : body,
    sign: async (request, signingKey, now) => signByScheme(scheme, request, signingKey, now),
  };
}

function samplesOf({ webhooks, signing }: ProviderVectors): Readonly<Record<string, Sample>> {
  const samples: Record<string, Sample> = {};
  for (const vector of webhooks) {
    if (vector.kind !== "good" || vector.events === "unparsed" || typeof vector.body !== "string") {
      continue;
    }
    const [first] = vector.events;
    const isOther = signing !== undefined && vector.unsigned === true;
    if (first !== undefined && !isOther && !Object.hasOwn(samples, first.type)) {
      samples[first.type] = { vector: { ...vector, body: vector.body }, events: vector.events };
    }
  }
  return samples;
}

function isTokenInBody(scheme: Proof): boolean {
  return scheme.kind === "token" && [scheme.from].flat().some((source) => "json" in source);
}

/** The secret that stands in the samples' bodies. */
function secretOf(samples: Readonly<Record<string, Sample>>): string {
  return Object.values(samples)[0]?.vector.secret ?? "";
}

/** Senders that sign nothing, and have no header of their own, carry the secret in the URL. */
function withToken(scheme: Proof, url: string, signingKey: string): string {
  const [source] = scheme.kind === "token" ? [scheme.from].flat() : [];
  if (source === undefined || !("query" in source)) {
    return url;
  }
  const target = new URL(url);
  target.searchParams.set(source.query, signingKey);
  return target.href;
}

/** @throws TwinError where the sender's bodies cannot take overrides */
function overlaid(body: string, contentType: string, overrides: JsonObject): string {
  if (isForm(contentType)) {
    const form = new URLSearchParams(body);
    for (const [name, value] of Object.entries(overrides)) {
      form.set(name, String(value));
    }
    return form.toString();
  }
  const parsed: unknown = contentType.startsWith("application/json") ? JSON.parse(body) : null;
  if (isJsonObject(parsed)) {
    return JSON.stringify(overlay(parsed, overrides));
  }
  if (Array.isArray(parsed)) {
    return JSON.stringify(parsed.map((item) => (isJsonObject(item) ? overlay(item, overrides) : item)));
  }
  throw new TwinError("--data is laid over JSON and forms; this sender's bodies are neither");
}
