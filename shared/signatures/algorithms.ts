import { equalBytes } from "../crypto/bytes.ts";
import { rawEcdsaSignature } from "./ecdsa.ts";
import type { JwtProof, Proof } from "./scheme.ts";

export type Hash = "sha1" | "sha256" | "sha384" | "sha512";

/** Whether one of the candidates signs the content, under the key that the check was made for. */
export type Check = (candidates: readonly Uint8Array[], content: Uint8Array) => Promise<boolean>;

const hashNames: Record<Hash, string> = {
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
};

/** Bytes; a key as SPKI (RFC 8410) has 44. */
const ED25519_RAW_KEY = 32;
const ED25519_SIGNATURE = 64;

/**
 * A row per kind: imports a key and gives its check.
 * A public key that is none of this kind rejects; so does an empty HMAC key.
 */
export const algorithms: Record<
  Exclude<Proof["kind"], JwtProof["kind"]>,
  (key: Uint8Array, hash: Hash) => Promise<Check>
> = {
  hmac: async (bytes, hash) => {
    const key = await importHmacKey(hash, bytes);
    return comparing((content) => signHmac(key, content));
  },
  digest: async (_key, hash) => comparing((content) => digest(hash, content)),
  "ecdsa-p256": async (spki) => {
    const key = await importPublicKey("spki", spki, { name: "ECDSA", namedCurve: "P-256" });
    return trying(async (candidate, content) => {
      const signature = rawEcdsaSignature(candidate);
      return (
        signature !== null &&
        crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, content)
      );
    });
  },
  ed25519: async (bytes) => {
    const format = bytes.length === ED25519_RAW_KEY ? "raw" : "spki";
    const key = await importPublicKey(format, bytes, { name: "Ed25519" });
    // workerd throws at another length, where Node answers false
    return trying(
      async (candidate, content) =>
        candidate.length === ED25519_SIGNATURE && crypto.subtle.verify("Ed25519", key, candidate, content),
    );
  },
  rsa: async (spki, hash) => {
    const key = await importPublicKey("spki", spki, { name: "RSASSA-PKCS1-v1_5", hash: hashNames[hash] });
    return trying((candidate, content) => crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, candidate, content));
  },
  token: checkSame,
  basic: checkSame,
};

/**
 * HMAC (RFC 2104).
 * @throws DataError for an empty key
 */
export async function hmac(hash: Hash, key: Uint8Array, content: Uint8Array): Promise<Uint8Array> {
  return signHmac(await importHmacKey(hash, key), content);
}

/** A plain hash (FIPS 180-4). */
export async function digest(hash: Hash, content: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(hashNames[hash], content));
}

/** Hashed first, so that not even the length of the secret shows in the time taken. */
async function checkSame(secret: Uint8Array): Promise<Check> {
  const expected = await digest("sha256", secret);
  return trying(async (candidate) => equalBytes(await digest("sha256", candidate), expected));
}

/** One computation, however many candidates. */
function comparing(sign: (content: Uint8Array) => Promise<Uint8Array>): Check {
  return async (candidates, content) => {
    const expected = await sign(content);
    return candidates.some((candidate) => equalBytes(candidate, expected));
  };
}

function trying(verify: (candidate: Uint8Array, content: Uint8Array) => Promise<boolean>): Check {
  return async (candidates, content) => {
    for (const candidate of candidates) {
      if (await verify(candidate, content)) {
        return true;
      }
    }
    return false;
  };
}

async function signHmac(key: CryptoKey, content: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, content));
}

function importHmacKey(hash: Hash, key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", key, { name: "HMAC", hash: hashNames[hash] }, false, ["sign"]);
}

/** @throws DataError where the bytes are no key of this algorithm */
export function importPublicKey(
  format: "raw" | "spki",
  key: Uint8Array,
  algorithm: { name: string; namedCurve?: string; hash?: string },
): Promise<CryptoKey> {
  return crypto.subtle.importKey(format, key, algorithm, false, ["verify"]);
}
