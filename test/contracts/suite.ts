import type {
  InboundBody,
  ProtocolReply,
  ProviderDefinition,
  Webhook,
} from "../../shared/providers/define.ts";
import { providers } from "../../shared/providers/registry.ts";
import type {
  GoodVector,
  HandshakeVector,
  ProviderVectors,
  WebhookVector,
} from "../../shared/providers/vectors.ts";
import { prepareVerifier } from "../../shared/signatures/prepare.ts";
import { proofsOf, type Scheme, schemeSchema } from "../../shared/signatures/scheme.ts";
import type { LiveSecret, SignedRequest, Verifier } from "../../shared/signatures/verifier.ts";
import { vectorsByProvider } from "./vectors.ts";

export interface Case {
  readonly id: string;
  readonly provider: ProviderDefinition;
  readonly webhook: Webhook;
  readonly vectors: ProviderVectors;
}

const samplesById: ReadonlyMap<string, ProviderVectors> = new Map(Object.entries(vectorsByProvider));

/** Every provider of the registry that sends webhooks, with its samples. */
export const webhookCases: readonly Case[] = Object.entries(providers).flatMap(([id, definition]) => {
  const provider: ProviderDefinition = definition;
  const { webhook } = provider;
  const vectors = samplesById.get(id) ?? { webhooks: [] };
  return webhook === undefined ? [] : [{ id, provider, webhook, vectors }];
});

export function goodOf(vectors: ProviderVectors): readonly GoodVector[] {
  return vectors.webhooks.filter((vector) => vector.kind === "good");
}

/** The scheme that a sample's endpoint verifies by; null where the folder verifies by itself. */
export function schemeOf(webhook: Webhook, vector: WebhookVector): Scheme | null {
  const scheme = vector.scheme ?? webhook.scheme;
  return scheme === undefined ? null : schemeSchema.parse(scheme);
}

/** Whether a sample's signature covers its body; a token, or a sender that says so, proves the secret alone. */
export function signsBody(webhook: Webhook, vector: WebhookVector): boolean {
  const scheme = schemeOf(webhook, vector);
  const proofs = scheme === null ? [] : proofsOf(scheme);
  const isUnsigned = webhook.unsigned === true || (vector.kind === "good" && vector.unsigned === true);
  return !isUnsigned && proofs.every(({ kind }) => kind !== "token" && kind !== "basic");
}

/** Whether a sample's signature holds for a time only. */
export function isTimed(webhook: Webhook, vectors: ProviderVectors, vector: WebhookVector): boolean {
  const scheme = schemeOf(webhook, vector) ?? vectors.signing ?? null;
  const proofs = scheme === null ? [] : proofsOf(schemeSchema.parse(scheme));
  return proofs.some((proof) => "timestamp" in proof && proof.timestamp !== undefined);
}

export function prepare(webhook: Webhook, vector: WebhookVector, secrets: readonly LiveSecret[]): Verifier {
  const scheme = schemeOf(webhook, vector);
  if (scheme !== null) {
    return prepareVerifier(scheme, secrets);
  }
  if (webhook.verifier === undefined) {
    throw new TypeError("neither a scheme nor a verifier");
  }
  return webhook.verifier(secrets);
}

export function live(value: string, expiresAt: number | null = null, id = "sec_1"): LiveSecret {
  return { id, value, expiresAt };
}

export function bytesOf({ body }: Pick<WebhookVector, "body">): Uint8Array {
  return typeof body === "string"
    ? new TextEncoder().encode(body)
    : Uint8Array.from(atob(body.base64), (character) => character.charCodeAt(0));
}

export function requestOf(vector: WebhookVector | HandshakeVector, body = bytesOf(vector)): SignedRequest {
  return { method: vector.method, url: vector.url, headers: new Headers(vector.headers), body };
}

/** What the folder answers to a handshake; null where it takes the request for an event. */
export async function answerOf(webhook: Webhook, vector: HandshakeVector): Promise<ProtocolReply | null> {
  const { scheme, secret = null } = vector;
  const endpoint = { secret, ...(scheme === undefined ? {} : { scheme: schemeSchema.parse(scheme) }) };
  return (await webhook.handshake?.(requestOf(vector), vector.verified, endpoint)) ?? null;
}

/** What the folder is given to read once the signature held. */
export function inboundOf(webhook: Webhook, vector: WebhookVector, bytes = bytesOf(vector)): InboundBody {
  const scheme = webhook.scheme === undefined ? schemeOf(webhook, vector) : null;
  const headers = new Headers(vector.headers);
  return {
    contentType: headers.get("content-type") ?? "",
    headers,
    url: new URL(vector.url),
    bytes,
    receivedAt: vector.now,
    ...(scheme === null ? {} : { scheme }),
  };
}
