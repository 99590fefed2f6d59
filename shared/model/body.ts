/** Reads verified bytes as the two forms that senders use. Pure; the bytes themselves are never changed. */

/** Body of a sender's good request that could not be read as its protocol promises. */
export class UnparsedBody extends Error {
  override readonly name = "UnparsedBody";
}

/** Fields of a form; a name that came more than once holds its values in their order. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

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
 * @throws UnparsedBody when it is not JSON in UTF-8
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UnparsedBody("the body is not JSON");
  }
}

/**
 * The value of a JSON body; see `parseJson`.
 * @throws UnparsedBody when it is not JSON in UTF-8
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
