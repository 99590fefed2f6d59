/** Bytes of r and of s on P-256. */
const SCALAR = 32;

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * An ECDSA signature over P-256 as WebCrypto wants it, r‖s in 64 bytes, from DER (RFC 3279 section 2.2.3) or from
 * r‖s itself. Null where it is neither.
 */
export function rawEcdsaSignature(signature: Uint8Array): Uint8Array | null {
  return fromDer(signature) ?? (signature.length === 2 * SCALAR ? signature : null);
}

/** No length of a P-256 signature in DER exceeds 127, so that each is one byte. */
function fromDer(der: Uint8Array): Uint8Array | null {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) {
    return null;
  }
  const r = integerAt(der, 2);
  const s = r === null ? null : integerAt(der, r.end);
  if (r === null || s === null || s.end !== der.length) {
    return null;
  }
  const raw = new Uint8Array(2 * SCALAR);
  raw.set(r.magnitude, SCALAR - r.magnitude.length);
  raw.set(s.magnitude, 2 * SCALAR - s.magnitude.length);
  return raw;
}

/**
 * A positive INTEGER in its shortest form, without the zero byte that keeps its sign.
 * One that is cut short ends beyond the signature, which the caller sees.
 */
function integerAt(der: Uint8Array, start: number): { magnitude: Uint8Array; end: number } | null {
  const end = start + 2 + (der[start + 1] ?? 0);
  const digits = der.subarray(start + 2, end);
  const [first, second] = digits;
  if (der[start] !== INTEGER || first === undefined || first > 0x7f) {
    return null;
  }
  if (first === 0 && second !== undefined && second < 0x80) {
    return null;
  }
  const magnitude = first === 0 ? digits.subarray(1) : digits;
  return magnitude.length <= SCALAR ? { magnitude, end } : null;
}
