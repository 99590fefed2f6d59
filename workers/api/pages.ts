import type { Database } from "../../shared/db/client.ts";
import type { Id } from "../../shared/ids.ts";
import { callerOrganization } from "./caller.ts";
import { decodeCursor, pageAnswer } from "./schemas.ts";
import type { ApiEnv } from "./types.ts";

/** A call of a list whose query is `pageQuery` with filters of type `Filter`. */
interface CallOfList<Filter> {
  readonly env: ApiEnv["Bindings"];
  readonly var: ApiEnv["Variables"];
  readonly req: {
    valid(target: "query"): Filter & { readonly limit: number; readonly cursor?: string | undefined };
  };
}

/** What a page is read with. `before` and `after` are one: a list that is newest first goes on before the last id shown. */
interface Page {
  readonly limit: number;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * A page of a list of the caller's organization that is in the order of its rows' ids.
 * @throws Problem `invalid_cursor` when the cursor is not one that `list` gave
 */
export async function pageById<Row extends { readonly id: string }, Item, Filter>(
  c: CallOfList<Filter>,
  {
    list,
    read,
    item,
  }: {
    readonly list: string;
    readonly read: (
      db: Database,
      organizationId: Id<"organization">,
      page: Page,
      filter: Omit<Filter, "limit" | "cursor">,
    ) => Promise<Row[]>;
    readonly item: (row: Row) => Item;
  },
): Promise<{ data: Item[]; nextCursor: string | null }> {
  const { limit, cursor, ...filter } = c.req.valid("query");
  const last = decodeCursor(cursor, list, 1)?.[0] ?? null;
  const page = { limit: limit + 1, before: last, after: last };
  const rows = await read(c.env.context.db, callerOrganization(c.var.principal), page, filter);
  return pageAnswer(rows, limit, { list, item, key: ({ id }) => [id] });
}
