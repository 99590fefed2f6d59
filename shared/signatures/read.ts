import { bytesToUtf8, equalBytes, utf8ToBytes } from "../crypto/bytes.ts";
import { type FormField, parseForm } from "./form.ts";
import { valueAt } from "./json-pointer.ts";
import { parseMultipart } from "./multipart.ts";
import type { Source, Sources } from "./scheme.ts";
import type { SignedRequest } from "./verifier.ts";

/** Parsed before the signature is known to hold, a larger document of tiny values could exhaust the isolate's memory. */
const MAX_JSON_BYTES = 5 * 1024 * 1024;

/** A request whose body and query are parsed at most once, and only when a source lies in them. */
export interface RequestReader {
  /** The text of the first source that is present, even if empty; null where none is. */
  read(sources: Sources): string | null;
  /** The JSON that pointers lead into; undefined where there is none. */
  document(): unknown;
}

/**
 * Reads sources from a request. Whatever the sender wrote, nothing here throws: what cannot be parsed is absent.
 * @param json what JSON pointers lead into: the body, unless an item of it is meant
 */
export function openRequest(
  request: Omit<SignedRequest, "method">,
  json: () => unknown = once(() => parseJson(request.body)),
): RequestReader {
  const form = once(() => fieldsOf(request) ?? []);
  const query = once(() => parseQuery(request.url));

  function readOne(source: Source): string | null {
    if ("header" in source) {
      return request.headers.get(source.header);
    }
    if ("query" in source) {
      return query().get(source.query);
    }
    if ("form" in source) {
      const name = utf8ToBytes(source.form);
      const field = form().find((candidate) => equalBytes(candidate.name, name));
      if (field === undefined || source.json === undefined) {
        return field === undefined ? null : bytesToUtf8(field.value);
      }
      return scalarText(valueAt(parseJson(field.value), source.json));
    }
    return scalarText(valueAt(json(), source.json));
  }

  return {
    document: json,
    read(sources) {
      for (const source of sourceList(sources)) {
        const text = readOne(source);
        if (text !== null) {
          return text;
        }
      }
      return null;
    },
  };
}

/** Names sources for a person: `header "svix-id" or header "webhook-id"`. */
export function describeSources(sources: Sources): string {
  return sourceList(sources).map(describeSource).join(" or ");
}

function describeSource(source: Source): string {
  if ("header" in source) {
    return `header "${source.header}"`;
  }
  if ("query" in source) {
    return `query parameter "${source.query}"`;
  }
  if ("form" in source) {
    const field = `form field "${source.form}"`;
    return source.json === undefined ? field : `JSON value "${source.json}" of ${field}`;
  }
  return `JSON value "${source.json}" of the body`;
}

function fieldsOf({ headers, body }: Pick<SignedRequest, "headers" | "body">): readonly FormField[] | null {
  return parseMultipart(headers.get("content-type") ?? "", body) ?? parseForm(body);
}

function sourceList(sources: Sources): readonly Source[] {
  return Array.isArray(sources) ? sources : [sources];
}

/**
 * Integers beyond 2^53 count as absent: parsed, two of them can read the same, and an event would pass for another.
 * Other numbers read in their shortest form, which is how senders write them.
 */
function scalarText(value: unknown): string | null {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
      return String(value);
    case "number":
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? null : String(value);
    default:
      return null;
  }
}

function parseJson(body: Uint8Array): unknown {
  const text = body.length > MAX_JSON_BYTES ? null : bytesToUtf8(body);
  if (text === null) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseQuery(url: string): URLSearchParams {
  return URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
}

function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | null = null;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}
