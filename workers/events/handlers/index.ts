import type { Database } from "../../../shared/db/client.ts";
import type { Effect } from "../../../shared/model/effect.ts";
import type { Handled } from "../handled.ts";
import { invoiceStatements } from "./billing.ts";
import { messageStatusStatements } from "./messages.ts";

/**
 * What an effect writes. Handlers return statements instead of running them, so that an event's effects and its status
 * commit together; each must be idempotent, for a replay runs it again.
 */
export function effectStatements(effect: Effect, handled: Handled, db: Database): D1PreparedStatement[] {
  switch (effect.kind) {
    case "message.status":
      return messageStatusStatements(effect, handled, db);
    case "billing.invoice":
      return invoiceStatements(effect, handled, db);
  }
}
