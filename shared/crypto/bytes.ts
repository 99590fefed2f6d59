/**
 * Text and bytes, strictly: a decoder answers null to what it would have to guess at.
 * Only web standards; `Buffer` does not exist in Workers without a compatibility flag.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** More arguments to one call overflow the stack. */
const BINARY_CHUNK = 8192;

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function utf8ToBytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Null where the bytes are not UTF-8. A byte order mark is kept, so that the text encodes to the same bytes again. */
export function bytesToUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Lower case. */
export function bytesToHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    text += hexPairs[byte];
  }
  return text;
}

/** RFC 4648 section 8, in upper or lower case. Null for an odd length or any other character. */
export function hexToBytes(text: string): Uint8Array | null {
  if (text.length % 2 !== 0) {
    return null;
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    const high = hexDigit(text.charCodeAt(2 * index));
    const low = hexDigit(text.charCodeAt(2 * index + 1));
    if (high === null || low === null) {
      return null;
    }
    bytes[index] = high * 16 + low;
  }
  return bytes;
}

/** The value of the ASCII character `code` as a hexadecimal digit. */
export function hexDigit(code: number): number | null {
  if (code >= 0x30 && code <= 0x39) {
    return code - 0x30;
  }
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : null;
}

/** RFC 4648 section 4, padded. */
export function bytesToBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += BINARY_CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + BINARY_CHUNK));
  }
  return btoa(binary);
}

/** RFC 4648 section 5 without padding, as JOSE writes it (RFC 7515 section 2). */
export function bytesToBase64Url(bytes: Uint8Array): string {
  return bytesToBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * RFC 4648 section 4, with all of the padding or none. Null for any other alphabet, white space or an impossible length.
 * Unused bits of the last character are not looked at: senders' own libraries take such keys.
 */
export function base64ToBytes(text: string): Uint8Array | null {
  const unpadded = text.replace(/={1,2}$/, "");
  if (unpadded !== text && text.length % 4 !== 0) {
    return null;
  }
  if (unpadded.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(unpadded)) {
    return null;
  }
  const binary = atob(unpadded);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = binary.charCodeAt(index);
  }
  return bytes;
}

/** RFC 4648 section 5, with all of the padding or none. Null for the standard alphabet's `+` and `/`. */
export function base64UrlToBytes(text: string): Uint8Array | null {
  return /[+/]/.test(text) ? null : base64ToBytes(text.replaceAll("-", "+").replaceAll("_", "/"));
}

/** One array of all the parts in order; a single part is returned itself, not copied. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) {
    return first;
  }
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Negative, zero or positive as `a` comes before, equals or comes after `b` in byte order. Not constant time. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}

/** Equality in a time that depends on the lengths alone. Lengths are taken as public. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) {
    return false;
  }
  // Workers have it; Node, where the scripts run, has not.
  if (crypto.subtle.timingSafeEqual !== undefined) {
    return crypto.subtle.timingSafeEqual(a, b);
  }
  let difference = 0;
  for (let index = 0; index < a.length; index += 1) {
    difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
  }
  return difference === 0;
}
