import type { z } from "@hono/zod-openapi";
import { discardRest, MAX_BODY_BYTES } from "../../../shared/http.ts";
import { CsvReader, MalformedCsv } from "../../../shared/model/csv.ts";
import { hasLoneSurrogate } from "../json.ts";
import { fieldErrors } from "../validation.ts";
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

/**
 * One line of a file: what it says of a contact, or what is wrong with it. `line` counts from 1, in CSV records, in
 * NDJSON empty lines too.
 */
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
  const rows = format === "csv" ? csvRows(textOf(body)) : ndjsonRows(textOf(body));
  let line = 0;
  for await (const row of rows) {
    line += 1;
    if (row !== null) {
      yield { line, ...checked(row) };
    }
  }
}

/** What a line holds, or why it holds nothing; null: it is empty. */
type Row = { readonly value: unknown } | { readonly fault: string } | null;

function checked(row: NonNullable<Row>) {
  if ("fault" in row) {
    return { ok: false, path: "", message: row.fault } as const;
  }
  const parsed = contactInputSchema.safeParse(row.value);
  if (parsed.success) {
    return { ok: true, input: parsed.data } as const;
  }
  const [error] = fieldErrors(LINE, parsed.error.issues);
  const path = error?.path.slice(LINE.length + 1) ?? "";
  return { ok: false, path, message: error?.message ?? "is not valid" } as const;
}

/** Before the path of a field that does not validate. */
const LINE = "line";

/** Without a byte order mark. What is not wanted of the body is read all the same: its sender is to read the answer. */
async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  const reader = body.getReader();
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      length += value.byteLength;
      if (length > MAX_BODY_BYTES) {
        throw new UnreadableFile(`Files are taken up to ${MAX_BODY_BYTES} bytes; split it.`);
      }
      yield decoded(decoder, value);
    }
    yield decoded(decoder);
  } finally {
    await discardRest(reader, MAX_BODY_BYTES);
  }
}

function decoded(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new UnreadableFile("The file is not UTF-8.");
  }
}

async function* ndjsonRows(text: AsyncIterable<string>): AsyncGenerator<Row> {
  let rest = "";
  for await (const piece of text) {
    const lines = `${rest}${piece}`.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) {
      throw new UnreadableFile(`A line has more than ${MAX_LINE} characters.`);
    }
    yield* lines.map(jsonRow);
  }
  yield jsonRow(rest);
}

function jsonRow(line: string): Row {
  if (line.trim() === "") {
    return null;
  }
  const value = jsonOf(line);
  return typeof value === "string" ? { fault: "is no JSON object" } : { value };
}

async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<Row> {
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
function contactOf(header: readonly string[], record: readonly string[]): Row {
  if (record.length > header.length) {
    return { fault: "has more cells than there are columns: put a cell with a comma in quotes" };
  }
  const cells = header.flatMap((name, index): [string, unknown][] => {
    const text = (record[index] ?? "").trim().replace(/^'(?='*[=@+-])/, "");
    return text === "" ? [] : [[name, cellOf(name, text)]];
  });
  return { value: Object.fromEntries(cells) };
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
    return hasLoneSurrogate(text) ? text : JSON.parse(text);
  } catch {
    return text;
  }
}
