import { errors, type JWTPayload, jwtVerify } from "jose";
import { base64ToBytes, base64UrlToBytes, equalBytes, hexToBytes, utf8ToBytes } from "../crypto/bytes.ts";
import { digest, importPublicKey } from "./algorithms.ts";
import { describeKey, isPem, publicKeyBytes, sharedKeyBytes } from "./keys.ts";
import type { Encoding, HashClaim } from "./parts.ts";
import { describeSources, openRequest } from "./read.ts";
import type { JwtProof } from "./scheme.ts";
import { prepareSecrets, usableSecrets } from "./secrets.ts";
import {
  type LiveSecret,
  type Refusal,
  refuse,
  type SignedRequest,
  type Verdict,
  type Verifier,
} from "./verifier.ts";

type JwtKey = CryptoKey | Uint8Array;

/** Characters; a token with an RSA signature and a few claims has about a thousand. */
const MAX_TOKEN_LENGTH = 16_384;

const publicKeys: Readonly<Record<string, { name: string; namedCurve?: string; hash?: string }>> = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  EdDSA: { name: "Ed25519" },
};

const decoders: Record<Encoding, (text: string) => Uint8Array | null> = {
  hex: hexToBytes,
  base64: base64ToBytes,
  base64url: base64UrlToBytes,
};

/** Claims that say when; what is wrong with them is a matter of time, not of the signature. */
const TIME_CLAIMS = ["iat", "nbf", "exp"];

/**
 * Verifies requests that carry a signed token (RFC 7519) with a hash of the body. The algorithm is one that the scheme
 * allows, whatever the token says; the key is the endpoint's secret, never one that the token names or brings.
 */
export function prepareJwtVerifier(proof: JwtProof, secrets: readonly LiveSecret[]): Verifier {
  const prepared = prepareSecrets(secrets, (text) => importJwtKey(proof, text));

  return {
    async verify(request, now): Promise<Verdict> {
      const usable = await usableSecrets(prepared, now, describeKey(proof));
      if ("ok" in usable) {
        return usable;
      }
      const token = readToken(proof, request);
      if (typeof token !== "string") {
        return token;
      }
      let verdict: Verdict = unsigned(proof);
      for (const { id, key } of usable) {
        const verified = await verifyToken(proof, token, key, now);
        verdict = "payload" in verified ? await judgeClaims(proof, verified.payload, request, id) : verified;
        // the signature held under this key, or will under none
        if (verdict.ok || verdict.step !== "signature") {
          break;
        }
      }
      return verdict;
    },
  };
}

/** Null where the text has not the form that the scheme's algorithms need. */
export async function importJwtKey(proof: JwtProof, secret: string): Promise<JwtKey | null> {
  const text = secret.trim();
  const [algorithm = ""] = proof.algorithms;
  const parameters = publicKeys[algorithm];
  if (parameters === undefined) {
    const bytes = isPem(text) ? null : sharedKeyBytes(proof.key, text);
    return bytes === null || bytes.length === 0 ? null : bytes;
  }
  const spki = publicKeyBytes(proof.key, text);
  try {
    return spki === null ? null : await importPublicKey("spki", spki, parameters);
  } catch {
    return null;
  }
}

function readToken(proof: JwtProof, request: SignedRequest): string | Refusal {
  const text = openRequest(request).read(proof.from);
  if (text === null) {
    return refuse("header_missing", "header", describeSources(proof.from));
  }
  const prefix = proof.prefix ?? "";
  const prefixed = text.toLowerCase().startsWith(prefix.toLowerCase());
  const token = prefixed ? text.slice(prefix.length).trim() : "";
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) && token.length <= MAX_TOKEN_LENGTH
    ? token
    : malformed(proof);
}

async function verifyToken(
  proof: JwtProof,
  token: string,
  key: JwtKey,
  now: number,
): Promise<{ readonly payload: JWTPayload } | Refusal> {
  const { algorithms, issuer, audience, maxAgeSeconds, clockSkewSeconds } = proof;
  try {
    return await jwtVerify(token, key, {
      algorithms,
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(now),
      ...(issuer === undefined ? {} : { issuer }),
      ...(audience === undefined ? {} : { audience }),
      ...(maxAgeSeconds === undefined ? {} : { maxTokenAge: maxAgeSeconds }),
    });
  } catch (cause) {
    return refusalOf(proof, cause);
  }
}

function refusalOf(proof: JwtProof, cause: unknown): Refusal {
  if (cause instanceof errors.JWTExpired || cause instanceof errors.JWTClaimValidationFailed) {
    if (!TIME_CLAIMS.includes(cause.claim)) {
      return refuse("invalid_signature", "signature", `the claim "${cause.claim}" that the scheme names`);
    }
    return cause.reason === "check_failed"
      ? refuse("stale_timestamp", "timestamp", `a token whose "${cause.claim}" admits the present time`)
      : refuse("timestamp_malformed", "timestamp", `seconds since 1970 in the claim "${cause.claim}"`);
  }
  const known =
    cause instanceof errors.JWSSignatureVerificationFailed || !(cause instanceof errors.JOSEError);
  return known ? unsigned(proof) : malformed(proof);
}

async function judgeClaims(
  proof: JwtProof,
  payload: JWTPayload,
  request: SignedRequest,
  secretId: string,
): Promise<Verdict> {
  const body = proof.bodyHash;
  // an empty body has nothing to vouch for, and MessageBird leaves its hash out
  const unhashed = request.body.length === 0 && payload[body.claim] === undefined;
  if (!unhashed && !(await holdsHash(payload, body, request.body))) {
    return refuse("invalid_signature", "signature", `the hash of the raw body in the claim "${body.claim}"`);
  }
  const url = proof.urlHash;
  if (url !== undefined && !(await holdsHash(payload, url, utf8ToBytes(request.url)))) {
    return refuse("invalid_signature", "signature", `the hash of the registered URL in "${url.claim}"`);
  }
  return { ok: true, secretId, signedAt: payload.iat === undefined ? null : payload.iat * 1000 };
}

async function holdsHash(payload: JWTPayload, rule: HashClaim, content: Uint8Array): Promise<boolean> {
  const claim = payload[rule.claim];
  const hash = typeof claim === "string" ? decoders[rule.encoding](claim) : null;
  return hash !== null && equalBytes(hash, await digest(rule.algorithm, content));
}

function unsigned({ algorithms }: JwtProof): Refusal {
  return refuse(
    "invalid_signature",
    "signature",
    `a token signed by ${algorithms.join(" or ")} under a secret of this endpoint`,
  );
}

function malformed({ from, prefix = "", algorithms }: JwtProof): Refusal {
  return refuse(
    "header_malformed",
    "header",
    `${describeSources(from)}: ${prefix}a JWT signed by ${algorithms.join(" or ")}`,
  );
}
