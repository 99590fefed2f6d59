/** 25 MB: the largest webhook body taken (GitHub caps its own there). */
export const MAX_BODY_BYTES = 25_000_000;

const DISCARD_FACTOR = 4;

export type BoundedBody = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false };

/**
 * Reads a body of at most `limit` bytes, also one sent in chunks without a length. A longer one is read on and thrown
 * away, up to four times the limit (for webhooks the 100 MB that Cloudflare takes at all): cancelling it instead kills
 * the connection before the sender has read the answer.
 */
export async function readBody(request: Request, limit: number): Promise<BoundedBody> {
  if (request.body === null) {
    return { ok: true, bytes: new Uint8Array() };
  }
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (Number.isInteger(declared) && declared <= limit) {
    // the runtime reads no more than was declared, and without a turn of this code for every chunk
    const bytes = new Uint8Array(await request.arrayBuffer());
    return bytes.byteLength <= limit ? { ok: true, bytes } : { ok: false };
  }
  const reader = request.body.getReader();
  let buffer = new Uint8Array(0);
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
    if (length > limit) {
      await discardRest(reader, (DISCARD_FACTOR - 1) * limit);
      break;
    }
  }
  if (length > limit) {
    return { ok: false };
  }
  // a view of a larger buffer would take all of it along when it is cloned into a queue message
  return { ok: true, bytes: length === buffer.byteLength ? buffer : buffer.slice(0, length) };
}

/**
 * Reads on what is left of a body that nobody wants, so that its sender lives to read the answer.
 * @param limit bytes after which it is cancelled all the same
 */
export async function discardRest(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<void> {
  let length = 0;
  while (length <= limit) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    length += value.byteLength;
  }
  await reader.cancel();
}

function grow(buffer: Uint8Array<ArrayBuffer>, needed: number, limit: number): Uint8Array<ArrayBuffer> {
  if (needed <= buffer.byteLength) {
    return buffer;
  }
  const larger = new Uint8Array(Math.min(limit, Math.max(needed, 2 * buffer.byteLength, 4_096)));
  larger.set(buffer);
  return larger;
}

/** Headers whose values are credentials whatever the sender; the secrets of a sender's own scheme come on top. */
const CREDENTIAL_HEADERS = [
  /^((proxy-)?authorization|(set-)?cookie)$/,
  /(^|[-_])(secret|password|api[-_]?key)$/,
  /(^|[-_])(access|auth|channel|csrf|gitlab|secret|security|session|xsrf)[-_]token$/,
];
/** Headers that say where a request came from; the address is kept on its own. */
const ADDRESS_HEADERS = /^(cf-|x-forwarded-|x-real-ip$|forwarded$|true-client-ip$)/;

/** Characters; with the longest URL that Cloudflare takes, the rest of a queue message is left for a body. */
const MAX_HEADERS_LENGTH = 24_000;

/**
 * The headers as they may be stored: without credentials, addresses and `secret` (lower-case names of this sender's own),
 * and without the longest where they are too long in all: what identifies an event is short.
 */
export function storableHeaders(headers: Headers, secret: ReadonlySet<string>): [string, string][] {
  const kept = [...headers].filter(
    ([name]) =>
      !CREDENTIAL_HEADERS.some((pattern) => pattern.test(name)) &&
      !ADDRESS_HEADERS.test(name) &&
      !secret.has(name),
  );
  let length = kept.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  const dropped = new Set<string>();
  for (const [name, value] of kept.toSorted(([, a], [, b]) => b.length - a.length)) {
    if (length <= MAX_HEADERS_LENGTH) {
      break;
    }
    dropped.add(name);
    length -= name.length + value.length;
  }
  return kept.filter(([name]) => !dropped.has(name));
}
