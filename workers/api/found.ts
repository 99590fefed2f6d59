import type { Database } from "../../shared/db/client.ts";
import { Problem } from "../../shared/errors.ts";
import { type Id, type IdKind, isId } from "../../shared/ids.ts";
import { callerOrganization } from "./caller.ts";
import type { ApiEnv } from "./types.ts";

/** A call of a route with `{id}` in its path. */
export interface CallWithId {
  readonly env: ApiEnv["Bindings"];
  readonly var: ApiEnv["Variables"];
  readonly req: { valid(target: "param"): { id: string } };
}

/**
 * What reads the row of a route's `{id}`, of the caller's organization alone; without one it throws Problem `not_found`.
 * @param what the thing, for a person, with its article left out
 * @param why why it may be gone, where that is not plain
 */
export function finder<K extends IdKind, Row>(
  kind: K,
  read: (db: Database, organizationId: Id<"organization">, id: Id<K>) => Promise<Row | null>,
  { what = kind, why = "" }: { readonly what?: string; readonly why?: string } = {},
): (c: CallWithId) => Promise<Row> {
  return async (c) => {
    const { id } = c.req.valid("param");
    const row = isId(kind, id) ? await read(c.env.context.db, callerOrganization(c.var.principal), id) : null;
    if (row === null) {
      throw notFound(what, why);
    }
    return row;
  };
}

/** @param what the thing, for a person @param why why it may be gone */
export function notFound(what: string, why = ""): Problem {
  return new Problem("not_found", `There is no ${what} with this id${why === "" ? "" : `; ${why}`}.`);
}

/** Of what is kept for a time. */
export const OUTLIVED = "it may have outlived its retention";
