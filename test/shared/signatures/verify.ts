import { utf8ToBytes } from "../../../shared/crypto/bytes.ts";
import { prepareVerifier } from "../../../shared/signatures/prepare.ts";
import { type Scheme, type SchemeInput, schemeSchema } from "../../../shared/signatures/scheme.ts";
import type { LiveSecret, SignedRequest, Verdict } from "../../../shared/signatures/verifier.ts";

export interface RequestParts {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>> | Headers;
  readonly body?: string | Uint8Array;
}

export function signedRequest(parts: RequestParts): SignedRequest {
  const { body = "" } = parts;
  return {
    method: parts.method ?? "POST",
    url: parts.url ?? "https://hooks.example.com/v1/webhooks/any",
    headers: new Headers(parts.headers),
    body: typeof body === "string" ? utf8ToBytes(body) : body,
  };
}

/** Secrets that never expire, named sec_1, sec_2 … */
export function liveSecrets(...values: readonly string[]): readonly LiveSecret[] {
  return values.map((value, index) => ({ id: `sec_${index + 1}`, value, expiresAt: null }));
}

export function parsed(scheme: SchemeInput): Scheme {
  return schemeSchema.parse(scheme);
}

/** The verdict on a request under one scheme and secret, at a time in ms since the epoch. */
export function verdictOn(
  { scheme, secret, now = 0 }: { scheme: SchemeInput; secret: string; now?: number },
  parts: RequestParts,
): Promise<Verdict> {
  return prepareVerifier(parsed(scheme), liveSecrets(secret)).verify(signedRequest(parts), now);
}
