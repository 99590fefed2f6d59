import { compareBytes, concatBytes, hexDigit } from "../crypto/bytes.ts";

/** A parameter of a form in decoded bytes: senders sign what they sent, which need not be UTF-8. */
export interface FormField {
  readonly name: Uint8Array;
  readonly value: Uint8Array;
}

/** No sender's form comes near it; a hostile body of 25 MB could hold millions and exhaust the isolate's memory. */
export const MAX_FORM_FIELDS = 1000;

const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/**
 * The parameters of an `application/x-www-form-urlencoded` body in the order sent (WHATWG URL section 5.1).
 * Null above MAX_FORM_FIELDS: a form cut short would leave its rest unsigned.
 */
export function parseForm(body: Uint8Array): readonly FormField[] | null {
  const fields: FormField[] = [];
  for (let start = 0; start < body.length; ) {
    const ampersand = body.indexOf(AMPERSAND, start);
    const end = ampersand === -1 ? body.length : ampersand;
    if (end > start) {
      if (fields.length === MAX_FORM_FIELDS) {
        return null;
      }
      fields.push(parseField(body.subarray(start, end)));
    }
    start = end + 1;
  }
  return fields;
}

/**
 * Parameters sorted by name, then value, in byte order, each as name and value without separators, equal pairs once:
 * what Twilio signs after the URL (https://www.twilio.com/docs/usage/webhooks/webhooks-security). Null as for parseForm.
 */
export function sortedForm(body: Uint8Array): Uint8Array | null {
  const fields = parseForm(body);
  if (fields === null) {
    return null;
  }
  const sorted = fields.toSorted(compareFields);
  const distinct = sorted.filter((field, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || compareFields(previous, field) !== 0;
  });
  return concatBytes(distinct.flatMap(({ name, value }) => [name, value]));
}

/** Undoes percent-encoding, of the bytes in `only` where given; a `%` without two hexadecimal digits stays. */
export function percentDecode(bytes: Uint8Array, only?: ReadonlySet<number>): Uint8Array {
  const decoded = new Uint8Array(bytes.length);
  let length = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const escaped = bytes[index] === PERCENT ? escapedByte(bytes, index) : null;
    if (escaped !== null && (only === undefined || only.has(escaped))) {
      decoded[length] = escaped;
      index += 2;
    } else {
      decoded[length] = bytes[index] ?? 0;
    }
    length += 1;
  }
  return decoded.subarray(0, length);
}

function escapedByte(bytes: Uint8Array, percent: number): number | null {
  const high = hexDigit(bytes[percent + 1] ?? 0);
  const low = hexDigit(bytes[percent + 2] ?? 0);
  return high === null || low === null ? null : high * 16 + low;
}

function parseField(bytes: Uint8Array): FormField {
  const equals = bytes.indexOf(EQUALS);
  return equals === -1
    ? { name: decodeText(bytes), value: new Uint8Array() }
    : { name: decodeText(bytes.subarray(0, equals)), value: decodeText(bytes.subarray(equals + 1)) };
}

function decodeText(bytes: Uint8Array): Uint8Array {
  return percentDecode(bytes.map((byte) => (byte === PLUS ? SPACE : byte)));
}

function compareFields(a: FormField, b: FormField): number {
  return compareBytes(a.name, b.name) || compareBytes(a.value, b.value);
}
