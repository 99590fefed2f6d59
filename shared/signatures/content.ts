import { concatBytes, utf8ToBytes } from "../crypto/bytes.ts";
import { flattenParts } from "./contradictions.ts";
import { MAX_FORM_FIELDS, percentDecode, sortedForm } from "./form.ts";
import type { Part, SimplePart } from "./parts.ts";
import { describeSources, type RequestReader } from "./read.ts";
import { type Refusal, refuse, type SignedRequest } from "./verifier.ts";

/** Where the secret goes among the signed bytes; each key puts its own there. */
const SECRET = Symbol("secret");

/** A stretch of the signed content. */
export type Piece = Uint8Array | typeof SECRET;

export interface ContentInput {
  readonly request: SignedRequest;
  readonly reader: RequestReader;
  /** As sent. */
  readonly timestamp: string;
}

/** Reads the signed content from a request; a refusal names the value that is not there. */
export function collectPieces(parts: readonly Part[], input: ContentInput): readonly Piece[] | Refusal {
  const pieces: Piece[] = [];
  for (const part of flattenParts(parts)) {
    const piece = pieceOf(part, input);
    if (typeof piece === "object" && "ok" in piece) {
      return piece;
    }
    pieces.push(piece);
  }
  return pieces;
}

/** The signed bytes under one key. */
export function assembleContent(pieces: readonly Piece[], key: Uint8Array): Uint8Array {
  return concatBytes(pieces.map((piece) => (piece === SECRET ? key : piece)));
}

/** Whether the content is another one for every key. */
export function holdsSecret(pieces: readonly Piece[]): boolean {
  return pieces.includes(SECRET);
}

/** The content for a person: `the timestamp, ".", the raw body`. */
export function describeContent(parts: readonly Part[]): string {
  return flattenParts(parts).map(describePart).join(", ");
}

function pieceOf(part: SimplePart, { request, reader, timestamp }: ContentInput): Piece | Refusal {
  if (typeof part === "string") {
    return utf8ToBytes(part);
  }
  if ("body" in part) {
    return request.body;
  }
  if ("timestamp" in part) {
    return utf8ToBytes(timestamp);
  }
  if ("value" in part) {
    const text = reader.read(part.value) ?? part.default;
    return text === undefined
      ? refuse("header_missing", "header", describeSources(part.value))
      : utf8ToBytes(text.endsWith(part.end ?? "") ? text : `${text}${part.end}`);
  }
  if ("url" in part) {
    return percentDecode(utf8ToBytes(request.url), new Set(part.decode?.map(escapedByte)));
  }
  if ("method" in part) {
    return utf8ToBytes(request.method);
  }
  if ("secret" in part) {
    return SECRET;
  }
  return (
    sortedForm(request.body) ??
    refuse("header_malformed", "header", `a form of at most ${MAX_FORM_FIELDS} fields`)
  );
}

/** Of `%3A`. */
function escapedByte(percentEscape: string): number {
  return Number.parseInt(percentEscape.slice(1), 16);
}

function describePart(part: SimplePart): string {
  if (typeof part === "string") {
    return JSON.stringify(part);
  }
  if ("body" in part) {
    return "the raw body";
  }
  if ("timestamp" in part) {
    return "the timestamp";
  }
  if ("value" in part) {
    return describeSources(part.value);
  }
  if ("url" in part) {
    return "the registered URL";
  }
  if ("method" in part) {
    return "the method";
  }
  return "secret" in part ? "the secret" : "the sorted form";
}
