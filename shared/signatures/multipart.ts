import { utf8ToBytes } from "../crypto/bytes.ts";
import { type FormField, MAX_FORM_FIELDS } from "./form.ts";

const BOUNDARY = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;
const NAME = /;\s*name="([^"]*)"/i;
const LINE_BREAK = utf8ToBytes("\r\n");
const HEADERS_END = utf8ToBytes("\r\n\r\n");

/** A part's headers are a name and a type; more is hostile. */
const MAX_PART_HEADERS = 2_000;

/**
 * The fields of a `multipart/form-data` body (RFC 7578) in the order sent, files among them. Null where the body is none,
 * or malformed, or has too many parts.
 */
export function parseMultipart(contentType: string, body: Uint8Array): readonly FormField[] | null {
  const match = BOUNDARY.exec(contentType.trim());
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) {
    return null;
  }
  const delimiter = utf8ToBytes(`--${boundary}`);
  const separator = utf8ToBytes(`\r\n--${boundary}`);
  const fields: FormField[] = [];
  let start = find(body, delimiter, 0);
  while (start !== -1) {
    const afterMark = start + delimiter.length;
    if (body[afterMark] === 0x2d && body[afterMark + 1] === 0x2d) {
      return fields;
    }
    const end = find(body, separator, afterMark);
    const field = end === -1 ? null : parsePart(body.subarray(afterMark, end));
    if (field === null || fields.length === MAX_FORM_FIELDS) {
      return null;
    }
    fields.push(field);
    start = end + LINE_BREAK.length;
  }
  return null;
}

/** What lies between two boundaries: a line break, headers, an empty line, the value. */
function parsePart(part: Uint8Array): FormField | null {
  const headersEnd = find(part.subarray(0, MAX_PART_HEADERS), HEADERS_END, 0);
  if (headersEnd === -1) {
    return null;
  }
  const lines = new TextDecoder().decode(part.subarray(0, headersEnd)).split("\r\n");
  const disposition = lines.find((line) => /^content-disposition\s*:/i.test(line));
  const name = NAME.exec(disposition ?? "")?.[1];
  return name === undefined
    ? null
    : { name: utf8ToBytes(name), value: part.subarray(headersEnd + HEADERS_END.length) };
}

function find(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const [first = 0] = wanted;
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) {
      return at;
    }
  }
  return -1;
}
