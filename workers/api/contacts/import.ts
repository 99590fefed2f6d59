import {
  addIdentities,
  type Contact,
  type ContactRow,
  contactsByIds,
  type Identity,
  ownersOf,
  putContacts,
} from "../../../shared/db/queries/contacts.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import type { Context } from "../../context.ts";
import { type FileLine, UnreadableFile } from "./files.ts";
import { identityKey, readIdentities, without } from "./identities.ts";
import { blankContact, changedContact } from "./schema.ts";

/** Lines stored in one transaction. */
const LINES_TOGETHER = 100;
/** Lines of one call: each hundred takes three calls of the database, of which an invocation may make a thousand. */
export const MAX_LINES = 20_000;
const MAX_ERRORS = 100;

export interface ImportResult {
  created: number;
  updated: number;
  refused: number;
  /** The first of them. */
  readonly errors: { readonly line: number; readonly path: string; readonly message: string }[];
}

type GoodLine = Extract<FileLine, { ok: true }>;

/**
 * Stores the contacts of a file, a hundred lines at a time: a line whose address is somebody's already changes that
 * person, adding its tags and fields. A line that is refused leaves the others alone. Importing a file again changes
 * nothing more. No consent comes with it: what a person agreed to is recorded by its own call, with its evidence.
 * @returns false in `complete` where lines beyond the limit were left; in `unreadable` why what comes after the lines that
 * were counted could not be read, null where it could
 */
export async function importContacts(
  lines: AsyncIterable<FileLine>,
  organizationId: Id<"organization">,
  context: Context,
): Promise<ImportResult & { readonly complete: boolean; readonly unreadable: string | null }> {
  const result: ImportResult = { created: 0, updated: 0, refused: 0, errors: [] };
  let batch: GoodLine[] = [];
  let complete = true;
  let unreadable: string | null = null;
  try {
    for await (const line of lines) {
      if (line.line > MAX_LINES) {
        complete = false;
        break;
      }
      if (line.ok) {
        batch.push(line);
      } else {
        refuse(result, line);
      }
      if (batch.length >= LINES_TOGETHER) {
        await storeLines(batch, organizationId, { result, context });
        batch = [];
      }
    }
  } catch (cause) {
    if (!(cause instanceof UnreadableFile)) {
      throw cause;
    }
    unreadable = cause.message;
  }
  await storeLines(batch, organizationId, { result, context });
  return { ...result, complete, unreadable };
}

function refuse(result: ImportResult, { line, path, message }: ImportResult["errors"][number]): void {
  result.refused += 1;
  if (result.errors.length < MAX_ERRORS) {
    result.errors.push({ line, path, message });
  }
}

interface Draft {
  row: ContactRow;
  identities: readonly Identity[];
  readonly stored: readonly Identity[];
}

/** What lines come to, by what is stored as they are read. */
interface Plan {
  readonly statements: readonly D1PreparedStatement[];
  readonly created: number;
  readonly updated: number;
  readonly refusals: readonly ImportResult["errors"][number][];
}

/** An address that somebody else takes between the question whose it is and the answer has the lines read anew. */
const TRIES = 3;

async function storeLines(
  lines: readonly GoodLine[],
  organizationId: Id<"organization">,
  { result, context }: { readonly result: ImportResult; readonly context: Context },
): Promise<void> {
  for (let attempt = 1; lines.length > 0; attempt += 1) {
    const plan = await planLines(lines, organizationId, context);
    try {
      if (plan.statements.length > 0) {
        await context.db.d1.batch([...plan.statements]);
      }
    } catch (cause) {
      if (attempt < TRIES) {
        continue;
      }
      throw cause;
    }
    result.created += plan.created;
    result.updated += plan.updated;
    for (const refusal of plan.refusals) {
      refuse(result, refusal);
    }
    return;
  }
}

async function planLines(
  lines: readonly GoodLine[],
  organizationId: Id<"organization">,
  { db, clock }: Context,
): Promise<Plan> {
  const now = clock();
  const refusals: ImportResult["errors"] = [];
  const read = lines.flatMap(({ line, input }) => {
    const addresses = readIdentities(input, [], "");
    if (!addresses.ok || addresses.identities.length === 0) {
      const [error] = addresses.ok ? [] : addresses.errors;
      const path = error?.path.replace(/^\./, "") ?? "email";
      refusals.push({ line, path, message: error?.message ?? "or `phone` or `identities` is needed" });
      return [];
    }
    return [{ line, input, identities: addresses.identities }];
  });
  const points = read.flatMap(({ identities }) => identities.map((one) => ({ organizationId, ...one })));
  const owners = points.length === 0 ? [] : await ownersOf(db, points);
  const ids = [...new Set(owners.filter((one) => one !== null))];
  const known = new Map((await contactsByIds(db, organizationId, ids)).map((one) => [one.id, one]));
  const ownerByKey = new Map(points.map((point, index) => [identityKey(point), owners[index] ?? null]));
  const drafts = new Map<Id<"contact">, Draft>();
  let created = 0;
  for (const { line, input, identities } of read) {
    const theirs = new Set(identities.flatMap((one) => ownerByKey.get(identityKey(one)) ?? []));
    if (theirs.size > 1) {
      refusals.push({ line, path: "identities", message: "belong to several contacts: merge them first" });
      continue;
    }
    const [owner] = theirs;
    const id = owner ?? newId("contact", now);
    const draft = drafts.get(id) ?? draftOf(known.get(id), blankContact(organizationId, id, now));
    const { tags, customFields } = draft.row;
    draft.row = changedContact(
      draft.row,
      {
        ...input,
        tags: [...new Set([...tags, ...(input.tags ?? [])])],
        customFields: { ...customFields, ...input.customFields },
      },
      now,
    );
    draft.identities = [...draft.identities, ...without(identities, draft.identities)];
    drafts.set(id, draft);
    for (const one of identities) {
      ownerByKey.set(identityKey(one), id);
    }
    created += owner === undefined ? 1 : 0;
  }
  const all = [...drafts.values()];
  const added = all.flatMap(({ row, identities, stored }) =>
    without(identities, stored).map((one) => ({ organizationId, ...one, contactId: row.id })),
  );
  const rows = all.map(({ row }) => row);
  return {
    statements: all.length === 0 ? [] : [...putContacts(db, rows), ...addIdentities(db, added)],
    created,
    updated: lines.length - refusals.length - created,
    refusals,
  };
}

function draftOf(contact: Contact | undefined, blank: ContactRow): Draft {
  if (contact === undefined) {
    return { row: blank, identities: [], stored: [] };
  }
  const { identities, ...row } = contact;
  return { row, identities, stored: identities };
}
