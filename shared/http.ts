/** 25 MB: the largest webhook body taken (GitHub caps its own there). */
export const MAX_BODY_BYTES = 25_000_000;

export type BoundedBody = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false };

/**
 * Reads a body of at most `limit` bytes, also one sent in chunks without a length. A longer one is read on and thrown
 * away, up to twice the limit: cancelling it instead kills the connection before the sender has read the answer.
 */
export async function readBody(request: Request, limit: number): Promise<BoundedBody> {
  if (request.body === null) {
    return { ok: true, bytes: new Uint8Array() };
  }
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  const reader = request.body.getReader();
  // a declared length spares the second copy that joining chunks costs
  let buffer = new Uint8Array(Number.isInteger(declared) && declared <= limit ? declared : 0);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    if (length + value.byteLength <= limit) {
      buffer = grow(buffer, length + value.byteLength, limit);
      buffer.set(value, length);
    }
    length += value.byteLength;
    if (length > 2 * limit) {
      await reader.cancel();
      break;
    }
  }
  return length > limit ? { ok: false } : { ok: true, bytes: buffer.subarray(0, length) };
}

function grow(buffer: Uint8Array<ArrayBuffer>, needed: number, limit: number): Uint8Array<ArrayBuffer> {
  if (needed <= buffer.byteLength) {
    return buffer;
  }
  const larger = new Uint8Array(Math.min(limit, Math.max(needed, 2 * buffer.byteLength, 4_096)));
  larger.set(buffer);
  return larger;
}

/** Headers whose values are credentials whatever the sender. */
const CREDENTIAL_HEADERS = new Set(["authorization", "proxy-authorization", "cookie", "set-cookie"]);
/** Headers that say where a request came from; the address is kept on its own. */
const ADDRESS_HEADERS = /^(cf-|x-forwarded-|x-real-ip$|forwarded$|true-client-ip$)/;

/** The headers as they may be stored: without credentials, addresses and `secret` (lower-case names of this sender's own). */
export function storableHeaders(headers: Headers, secret: ReadonlySet<string>): [string, string][] {
  return [...headers].filter(
    ([name]) => !CREDENTIAL_HEADERS.has(name) && !ADDRESS_HEADERS.test(name) && !secret.has(name),
  );
}
