/** Reads verified bytes as the two forms that senders use. Pure; the bytes themselves are never changed. */

/** Body of a sender's good request that could not be read as its protocol promises. */
export class UnparsedBody extends Error {
  override readonly name = "UnparsedBody";
}

/** Fields of a form; a name that came more than once holds its values in their order. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/** `JSON.parse` reads a million levels that `JSON.stringify`, being recursive, cannot write again. */
const MAX_NESTING = 500;

// drops a byte order mark, refuses what is not UTF-8
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** The media type of a Content-Type value, lower case, without parameters. */
export function mediaType(contentType: string): string {
  return (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
}

export function isForm(contentType: string): boolean {
  return mediaType(contentType) === "application/x-www-form-urlencoded";
}

/**
 * The text of a body, without a byte order mark.
 * @throws UnparsedBody when the bytes are not UTF-8
 */
export function readText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new UnparsedBody("the body is not UTF-8");
  }
}

/**
 * The value of a JSON text (RFC 8259); nothing is known of its type.
 * @throws UnparsedBody when it is not JSON, or nested deeper than MAX_NESTING
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnparsedBody("the body is not JSON");
  }
  if (nestingOf(text) > MAX_NESTING) {
    throw new UnparsedBody(`the body is nested deeper than ${MAX_NESTING} levels`);
  }
  return value;
}

/** Levels of arrays and objects in a text that is known to be JSON. */
function nestingOf(json: string): number {
  let level = 0;
  let deepest = 0;
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (character === '"') {
      index = endOfString(json, index);
    } else if (character === "[" || character === "{") {
      level += 1;
      deepest = Math.max(deepest, level);
    } else if (character === "]" || character === "}") {
      level -= 1;
    }
  }
  return deepest;
}

/** Where the JSON string that opens at `start` closes. */
function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length && json[index] !== '"') {
    index += json[index] === "\\" ? 2 : 1;
  }
  return index;
}

/**
 * The value of a JSON body; see `parseJson`.
 * @throws UnparsedBody when it is not JSON in UTF-8, or nested too deep
 */
export function readJson(bytes: Uint8Array): unknown {
  return parseJson(readText(bytes));
}

/**
 * The parameters of an `application/x-www-form-urlencoded` body in the order received.
 * @throws UnparsedBody when the bytes are not UTF-8
 */
export function readParameters(bytes: Uint8Array): URLSearchParams {
  // the constructor drops a leading "?", which here belongs to the first name; an empty first parameter is skipped
  return new URLSearchParams(`&${readText(bytes)}`);
}

/**
 * The fields of an `application/x-www-form-urlencoded` body.
 * @throws UnparsedBody when the bytes are not UTF-8
 */
export function readForm(bytes: Uint8Array): FormFields {
  const values = new Map<string, string[]>();
  for (const [name, value] of readParameters(bytes)) {
    const known = values.get(name);
    if (known === undefined) {
      values.set(name, [value]);
    } else {
      known.push(value);
    }
  }
  const fields = [...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? "") : all] as const);
  return Object.fromEntries(fields);
}
