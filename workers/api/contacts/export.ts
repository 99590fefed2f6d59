import { utf8ToBytes } from "../../../shared/crypto/bytes.ts";
import type { Database } from "../../../shared/db/client.ts";
import { listContacts } from "../../../shared/db/queries/contacts.ts";
import type { Id } from "../../../shared/ids.ts";
import { csvRecord } from "../../../shared/model/csv.ts";
import { COLUMNS, type FileFormat } from "./files.ts";
import { presentContact } from "./schema.ts";

const PAGE = 500;
/** Pages of one file: an invocation may make a thousand calls of the database. */
const MAX_PAGES = 800;

/** Every contact as a file, a page in memory at a time; read only as fast as the client takes it. */
export function exportContacts(
  db: Database,
  organizationId: Id<"organization">,
  format: FileFormat,
): ReadableStream<Uint8Array> {
  let before: string | null = null;
  let pages = 0;
  return new ReadableStream({
    start(controller) {
      if (format === "csv") {
        controller.enqueue(utf8ToBytes(csvRecord(COLUMNS)));
      }
    },
    async pull(controller) {
      const page = await listContacts(db, organizationId, {}, { limit: PAGE, before });
      pages += 1;
      before = page.at(-1)?.id ?? null;
      if (page.length > 0) {
        controller.enqueue(utf8ToBytes(page.map((one) => lineOf(presentContact(one), format)).join("")));
      }
      if (page.length < PAGE) {
        controller.close();
      } else if (pages >= MAX_PAGES) {
        controller.error(new Error("The export has more contacts than one call may read."));
      }
    },
  });
}

type Shown = ReturnType<typeof presentContact>;

function lineOf(contact: Shown, format: FileFormat): string {
  const { id: _, createdAt: __, updatedAt: ___, ...fields } = contact;
  return format === "ndjson"
    ? `${JSON.stringify(fields)}\n`
    : csvRecord(COLUMNS.map((column) => cellOf(fields[column], column)));
}

function cellOf(value: unknown, column: string): string {
  if (value === null) {
    return "";
  }
  if (column === "tags") {
    return [value].flat().join(";");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
