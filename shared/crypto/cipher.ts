import { base64ToBytes, bytesToBase64, bytesToUtf8, utf8ToBytes } from "./bytes.ts";

const NONCE_BYTES = 12;
const KEY_BYTES = 32;

/** 256 random bits, in base64. */
export function newKey(): string {
  return bytesToBase64(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
}

/** A key's bytes. @throws Error when they are not 32 in base64; it says so of `name` and does not repeat them */
export function keyBytes(encoded: string, name: string): Uint8Array {
  const bytes = base64ToBytes(encoded);
  if (bytes === null || bytes.byteLength !== KEY_BYTES) {
    throw new Error(`${name} is not 32 bytes in base64.`);
  }
  return bytes;
}

export async function importKey(bytes: Uint8Array): Promise<CryptoKey> {
  return await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/**
 * AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce, and `row` as additional data: a ciphertext moved to another
 * row does not open. Form: `<label>.<nonce>.<ciphertext>`.
 */
export async function encrypt(plain: string, row: string, label: string, key: CryptoKey): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const cipher = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: utf8ToBytes(row) },
    key,
    utf8ToBytes(plain),
  );
  return `${label}.${bytesToBase64(nonce)}.${bytesToBase64(new Uint8Array(cipher))}`;
}

/** Which key a sealed value was sealed with. */
export function labelOf(sealed: string): string {
  return sealed.split(".", 1)[0] ?? "";
}

/** @throws Error when key or row differ, or the value was altered */
export async function decrypt(sealed: string, row: string, key: CryptoKey): Promise<string> {
  const [, nonce, cipher] = sealed.split(".");
  const iv = base64ToBytes(nonce ?? "");
  const data = base64ToBytes(cipher ?? "");
  if (iv === null || data === null) {
    throw new Error("A sealed value is not of the form that the vault writes.");
  }
  const plain = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv, additionalData: utf8ToBytes(row) },
    key,
    data,
  );
  const text = bytesToUtf8(new Uint8Array(plain));
  if (text === null) {
    throw new Error("A sealed value is not text.");
  }
  return text;
}
