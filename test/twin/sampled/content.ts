import type { Part, Source, Sources } from "../../../shared/signatures/scheme.ts";
import { isForm } from "../payload.ts";
import { TwinError, type UnsignedRequest } from "../sender.ts";

type SimplePart = Exclude<Part, { of: unknown }>;

export interface Signed {
  readonly request: UnsignedRequest;
  readonly timestamp: string;
  readonly key: Buffer;
}

/** The bytes that a sender signs, put together by the scheme's parts. */
export function contentOf(parts: readonly Part[], signed: Signed): Buffer {
  return Buffer.concat(
    parts.flatMap((part) =>
      typeof part === "object" && "of" in part
        ? part.of.flatMap((inner, index) => [
            Buffer.from(index === 0 ? "" : part.join),
            bytesOf(inner, signed),
          ])
        : [bytesOf(part, signed)],
    ),
  );
}

function bytesOf(part: SimplePart, { request, timestamp, key }: Signed): Buffer {
  if (typeof part === "string") {
    return Buffer.from(part);
  }
  if ("body" in part) {
    return Buffer.from(request.body);
  }
  if ("timestamp" in part) {
    return Buffer.from(timestamp);
  }
  if ("value" in part) {
    return Buffer.from(textOf(part.value, request) ?? part.default ?? "");
  }
  if ("url" in part) {
    return Buffer.from(decodeEscapes(request.url, part.decode ?? []));
  }
  if ("method" in part) {
    return Buffer.from("POST");
  }
  return "secret" in part ? key : Buffer.from(sortedFields(request));
}

function decodeEscapes(url: string, escapes: readonly string[]): string {
  return escapes.reduce(
    (text, sequence) => text.replaceAll(new RegExp(sequence, "gi"), decodeURIComponent(sequence)),
    url,
  );
}

function sortedFields({ body, headers }: UnsignedRequest): string {
  const fields = isForm(headers["content-type"] ?? "")
    ? [...new URLSearchParams(Buffer.from(body).toString())]
    : [];
  return fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join(""))
    .join("");
}

/** Where several sources are told apart by what the request has: the place of the first that is there. */
export function placeOf(sources: Sources, request: UnsignedRequest): number {
  const list = [sources].flat();
  return list.findIndex((source) => readSource(source, request) !== null);
}

function textOf(sources: Sources, request: UnsignedRequest): string | null {
  const source = [sources].flat()[placeOf(sources, request)];
  return source === undefined ? null : readSource(source, request);
}

function readSource(source: Source, { headers, url, body }: UnsignedRequest): string | null {
  if ("header" in source) {
    return headers[source.header] ?? null;
  }
  if ("query" in source) {
    return new URL(url).searchParams.get(source.query);
  }
  if ("form" in source) {
    return new URLSearchParams(Buffer.from(body).toString()).get(source.form);
  }
  throw new TwinError("a scheme whose signed content is read from JSON cannot be signed here");
}
