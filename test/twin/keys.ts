import { createHmac, randomBytes } from "node:crypto";
import type { SecretPair } from "./sender.ts";

/** `length` random lower-case hex digits. */
export function newHex(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString("hex")
    .slice(0, length);
}

/** A secret that sender and receiver share. */
export function sharedSecret(secret: string): SecretPair {
  return { secret, signingKey: secret };
}

/** HMAC (RFC 2104) over the parts one after the other. */
export function hmac(
  algorithm: "sha1" | "sha256",
  key: string | Uint8Array,
  parts: readonly (string | Uint8Array)[],
): Buffer {
  const mac = createHmac(algorithm, key);
  for (const part of parts) {
    mac.update(part);
  }
  return mac.digest();
}
