import type { Database } from "../db/client.ts";
import type { ConnectionRow } from "../db/queries/connections.ts";
import { endRefresh } from "../db/queries/token-refresh.ts";
import type { Log } from "../log.ts";

/** Before further tries: a provider gives some tokens only once, and D1 tries no write again by itself. */
const PAUSES_MS = [100, 400] as const;

/**
 * Stores what a refresh brought, unless somebody reconnected meanwhile.
 * @throws Error of the last try
 */
export async function storeTokens(
  row: ConnectionRow,
  change: Parameters<typeof endRefresh>[2],
  { db, log }: { readonly db: Database; readonly log: Log },
): Promise<void> {
  for (const pauseMs of PAUSES_MS) {
    try {
      await endRefresh(db, row, change);
      return;
    } catch (cause) {
      log.error("connection.tokens_not_stored", { provider: row.provider }, cause);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  await endRefresh(db, row, change);
}
