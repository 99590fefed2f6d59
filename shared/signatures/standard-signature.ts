import { base64ToBytes, bytesToBase64, utf8ToBytes } from "../crypto/bytes.ts";
import { STANDARD_WEBHOOKS } from "./standard-webhooks.ts";

/** Keys that sign, imported once per batch: all that are live, so that a receiver may change to the new one when it likes. */
export interface StandardSigner {
  readonly keys: readonly CryptoKey[];
}

const PREFIX = "whsec_";
const KEY_BYTES = 32;

/** A new secret in the form that receivers' libraries take. */
export function newStandardSecret(): string {
  return `${PREFIX}${bytesToBase64(crypto.getRandomValues(new Uint8Array(KEY_BYTES)))}`;
}

/** What is wrong with a secret that somebody brings; null where it will do. Standard Webhooks: 24 to 64 bytes. */
export function standardSecretFault(secret: string): string | null {
  const bytes = base64ToBytes(secret.slice(PREFIX.length));
  return secret.startsWith(PREFIX) && bytes !== null && bytes.byteLength >= 24 && bytes.byteLength <= 64
    ? null
    : "must be `whsec_` and the base64 of 24 to 64 bytes";
}

/** @param secrets in the clear, the newest first */
export async function prepareSigner(secrets: readonly string[]): Promise<StandardSigner> {
  const keys = await Promise.all(
    secrets.map(async (secret) => {
      const bytes = base64ToBytes(secret.slice(PREFIX.length)) ?? new Uint8Array();
      return await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    }),
  );
  return { keys };
}

/**
 * The headers of a signed message.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @param now ms since the epoch
 */
export async function signStandard(
  { keys }: StandardSigner,
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: number },
): Promise<Readonly<Record<string, string>>> {
  const timestamp = String(Math.floor(now / 1_000));
  const content = utf8ToBytes(`${id}.${timestamp}.${body}`);
  const signatures = await Promise.all(
    keys.map(async (key) => {
      const signature = await crypto.subtle.sign("HMAC", key, content);
      return `${STANDARD_WEBHOOKS.signature.prefix}${bytesToBase64(new Uint8Array(signature))}`;
    }),
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
