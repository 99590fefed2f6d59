import { z } from "@hono/zod-openapi";
import { base64UrlToBytes, bytesToBase64Url, bytesToUtf8, utf8ToBytes } from "../../shared/crypto/bytes.ts";
import { PROBLEMS, Problem, type ProblemCode } from "../../shared/errors.ts";
import { ID_PREFIXES, type IdKind, isId } from "../../shared/ids.ts";

/** The pieces from which every route's description is made. */

/** A sum of money: an exact decimal, which a number would not be. */
export const decimalSchema = z
  .string()
  .regex(/^-?\d+\.\d{2,6}$/)
  .openapi({ example: "0.0075" });

/** By which rate a message is charged, in the provider's own words. */
export const rateSchema = z
  .object({ category: z.string(), type: z.string() })
  .openapi({ example: { category: "marketing", type: "regular" } });

export const timeSchema = z.iso.datetime().openapi({ example: "2026-11-21T08:30:00.000Z" });

export function idSchema<K extends IdKind>(kind: K) {
  return z
    .string()
    .refine((text) => isId(kind, text), { error: `must be an id that begins with ${ID_PREFIXES[kind]}_` })
    .openapi({ example: `${ID_PREFIXES[kind]}_01kahk8n3ye6m9d4v0c1x2b3a4` });
}

/** The `{id}` of a path. */
export function idParams<K extends IdKind>(kind: K) {
  return z.object({ id: idSchema(kind) });
}

const problemSchema = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");

/** Refusals of a route's own, beside those that follow from what it takes (`withRefusals`). */
export function problems(...statuses: number[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: "Refused", content: { "application/problem+json": { schema: problemSchema } } },
    ]),
  );
}

export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true as const, content: { "application/json": { schema } } };
}

export function jsonAnswer<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": { schema } } };
}

export const idempotencyHeaders = z.object({
  "idempotency-key": z
    .string()
    .optional()
    .openapi({ description: "The same key and body within 24 hours give the first answer again." }),
});

export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .openapi({ description: "Items per page, 1 to 200." }),
  cursor: z.string().optional().openapi({ description: "`nextCursor` of the page before." }),
};

export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() });
}

/** Twice what the longest keys of any list come to. */
const MAX_CURSOR_CHARACTERS = 10_000;

/** An opaque cursor from the keys of the last row on a page of `list`. */
export function encodeCursor(list: string, ...keys: string[]): string {
  return bytesToBase64Url(utf8ToBytes(JSON.stringify([list, ...keys])));
}

/**
 * The keys of a cursor; null where there is none.
 * @throws Problem `invalid_cursor` when it is not one that `list`, whose cursors have `length` keys, gave
 */
export function decodeCursor(cursor: string | undefined, list: string, length: number): string[] | null {
  if (cursor === undefined) {
    return null;
  }
  const [from, ...keys] = readCursor(cursor);
  if (from !== list || keys.length !== length) {
    throw new Problem(
      "invalid_cursor",
      "Leave `cursor` out to begin anew, or send `nextCursor` as this list gave it.",
    );
  }
  return keys;
}

function readCursor(cursor: string): string[] {
  if (cursor.length > MAX_CURSOR_CHARACTERS) {
    return [];
  }
  try {
    const text = bytesToUtf8(base64UrlToBytes(cursor) ?? new Uint8Array()) ?? "";
    return z.array(z.string()).parse(JSON.parse(text));
  } catch {
    return [];
  }
}

/** A page of rows, of which one more than `limit` was read to know whether another page follows. */
export function pageAnswer<Row, Item>(
  rows: readonly Row[],
  limit: number,
  {
    list,
    item,
    key,
  }: {
    readonly list: string;
    readonly item: (row: Row) => Item;
    readonly key: (row: Row) => string[];
  },
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(item),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(list, ...key(last)) : null,
  };
}
