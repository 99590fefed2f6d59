import type { z } from "@hono/zod-openapi";
import { MAX_BODY_BYTES } from "../../../shared/http.ts";
import { CsvReader, MalformedCsv } from "../../../shared/model/csv.ts";
import { contactInputSchema } from "./schema.ts";

/** Formats in which contacts come and go. */
export const FILE_TYPES = { csv: "text/csv", ndjson: "application/x-ndjson" } as const;
export type FileFormat = keyof typeof FILE_TYPES;

/** The columns of a CSV file, in the order of an export; tags are separated by `;`, custom fields are JSON. */
export const COLUMNS = [
  "email",
  "phone",
  "firstName",
  "lastName",
  "company",
  "tags",
  "customFields",
  "locale",
  "timezone",
  "identities",
] as const;

const MAX_LINE = 64_000;
/** Columns whose cells are JSON. */
const JSON_COLUMNS: ReadonlySet<string> = new Set(["customFields", "identities"]);

/** One line of a file: what it says of a contact, or what is wrong with it. `line` counts records, from 1. */
export type FileLine = { readonly line: number } & (
  | { readonly ok: true; readonly input: z.infer<typeof contactInputSchema> }
  | { readonly ok: false; readonly path: string; readonly message: string }
);

/** The file cannot be read any further. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

/**
 * The contacts of a file, read as its bytes arrive; never more than a line of it is held.
 * @throws UnreadableFile where it is too large, no UTF-8, or its header names a column that there is not
 */
export async function* readContacts(
  body: ReadableStream<Uint8Array>,
  format: FileFormat,
): AsyncGenerator<FileLine> {
  const rows = format === "csv" ? csvValues(textOf(body)) : ndjsonValues(textOf(body));
  let line = 0;
  for await (const value of rows) {
    line += 1;
    yield { line, ...checked(value) };
  }
}

function checked(value: unknown) {
  const parsed = contactInputSchema.safeParse(value);
  if (parsed.success) {
    return { ok: true, input: parsed.data } as const;
  }
  const [issue] = parsed.error.issues;
  return { ok: false, path: issue?.path.join(".") ?? "", message: issue?.message ?? "is not valid" } as const;
}

async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let length = 0;
  for await (const bytes of body) {
    length += bytes.byteLength;
    if (length > MAX_BODY_BYTES) {
      throw new UnreadableFile(`Files are taken up to ${MAX_BODY_BYTES} bytes; split it.`);
    }
    yield decoded(decoder, bytes);
  }
  yield decoded(decoder);
}

function decoded(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new UnreadableFile("The file is not UTF-8.");
  }
}

async function* ndjsonValues(text: AsyncIterable<string>): AsyncGenerator<unknown> {
  let rest = "";
  for await (const piece of text) {
    const lines = `${rest}${piece}`.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) {
      throw new UnreadableFile(`A line has more than ${MAX_LINE} characters.`);
    }
    yield* lines.filter((line) => line.trim() !== "").map(jsonOf);
  }
  yield* [rest].filter((line) => line.trim() !== "").map(jsonOf);
}

async function* csvValues(text: AsyncIterable<string>): AsyncGenerator<unknown> {
  const reader = new CsvReader();
  let header: readonly string[] | null = null;
  const values = function* (records: string[][]) {
    for (const record of records) {
      if (header === null) {
        header = headerOf(record);
      } else {
        yield contactOf(header, record);
      }
    }
  };
  try {
    for await (const piece of text) {
      yield* values(reader.push(piece));
    }
    yield* values(reader.end());
  } catch (cause) {
    throw cause instanceof MalformedCsv ? new UnreadableFile(cause.message) : cause;
  }
}

function headerOf(record: readonly string[]): readonly string[] {
  const header = record.map((name) => name.trim());
  const unknown = header.find((name) => !COLUMNS.some((column) => column === name));
  if (unknown !== undefined || new Set(header).size < header.length) {
    throw new UnreadableFile(`The first line must name columns, each once, of: ${COLUMNS.join(", ")}.`);
  }
  return header;
}

/** An empty cell says nothing. */
function contactOf(header: readonly string[], record: readonly string[]): unknown {
  if (record.length > header.length) {
    return "a line with more cells than columns";
  }
  const cells = header.flatMap((name, index): [string, unknown][] => {
    const text = (record[index] ?? "").trim().replace(/^'(?='*[=@+-])/, "");
    return text === "" ? [] : [[name, cellOf(name, text)]];
  });
  return Object.fromEntries(cells);
}

function cellOf(name: string, text: string): unknown {
  if (name === "tags") {
    return text
      .split(";")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== "");
  }
  return JSON_COLUMNS.has(name) ? jsonOf(text) : text;
}

/** What is no JSON is left as text, which its schema refuses by name. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
