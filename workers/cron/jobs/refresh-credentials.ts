import { refreshNow } from "../../../shared/connections/usable.ts";
import { dueForRefresh } from "../../../shared/db/queries/token-refresh.ts";
import type { Context } from "../../context.ts";

/** Connections of one run: each costs an object's call, a token request and two rows. */
const BUDGET = 100;
const PARALLEL = 5;

/** Refreshes tokens ahead of their end, so that no call waits for it; returns how many were looked at. */
export async function refreshCredentials(context: Context): Promise<number> {
  const waiting = await dueForRefresh(context.db, { now: context.clock(), limit: BUDGET });
  const count = waiting.length;
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await refreshNow(next, context);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
  return count;
}
