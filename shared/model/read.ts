/** Readers for payloads whose types nobody vouches for: null where a value is not what it should be, never a throw. */

/** Longer than this, a text is no identifier, type or code; ids of senders have at most 255 characters. */
const LONGEST_NAME = 512;

/** The last millisecond that RFC 3339 can write. */
const END_OF_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The value at `path` through objects and arrays; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) {
      return undefined;
    }
    current = Reflect.get(current, key) as unknown;
  }
  return current;
}

/** The items of the list at `path`; none where there is no list. */
export function itemsAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list : [];
}

/** A name: a non-empty text of a sensible length. */
export function nameOf(value: unknown): string | null {
  return typeof value === "string" && value.length > 0 && value.length <= LONGEST_NAME ? value : null;
}

/** A text of any length that is not empty. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value.length > 0 ? value : null;
}

/** An id: a name, or a whole number as text. */
export function idOf(value: unknown): string | null {
  return Number.isSafeInteger(value) ? String(value) : nameOf(value);
}

export function integerOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}

function timeOf(ms: number): number | null {
  return ms >= 0 && ms <= END_OF_TIME_MS ? Math.round(ms) : null;
}

function numberOf(value: unknown): number {
  const isDecimal = typeof value === "string" && /^\d{1,15}(\.\d{1,9})?$/.test(value);
  return typeof value === "number" || isDecimal ? Number(value) : Number.NaN;
}

/** ms since the epoch, from seconds as a number or in digits, with or without a fraction. */
export function secondsToMs(value: unknown): number | null {
  return timeOf(numberOf(value) * 1000);
}

/** ms since the epoch, from milliseconds as a number or in digits. */
export function millisecondsToMs(value: unknown): number | null {
  return timeOf(numberOf(value));
}

/** ms since the epoch, from an ISO 8601 date and time or an RFC 2822 one. */
export function dateToMs(value: unknown): number | null {
  const text = nameOf(value);
  const isDate = text !== null && /^(\d{4}-\d{2}-\d{2}[T ]\d|[A-Z][a-z]{2}, \d)/.test(text);
  return isDate ? timeOf(Date.parse(text)) : null;
}

/** An id made of parts that together tell one happening from another; null where one is missing, or it grows too long. */
export function composedId(parts: readonly (string | null)[], separator = "|"): string | null {
  return parts.includes(null) ? null : nameOf(parts.join(separator));
}

/** Our reference as an effect has it; nothing where the payload names none. */
export function referenceOf(value: unknown): { readonly reference?: string } {
  const reference = nameOf(value);
  return reference === null ? {} : { reference };
}
