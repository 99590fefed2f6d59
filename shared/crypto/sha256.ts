import { bytesToHex, utf8ToBytes } from "./bytes.ts";

/** FIPS 180-4, of bytes or of a text in UTF-8. */
export async function sha256(content: Uint8Array | string): Promise<Uint8Array> {
  const bytes = typeof content === "string" ? utf8ToBytes(content) : content;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The same as 64 digits in lower case. */
export async function sha256Hex(content: Uint8Array | string): Promise<string> {
  return bytesToHex(await sha256(content));
}
