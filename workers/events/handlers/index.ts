import type { Database } from "../../../shared/db/client.ts";
import { recordStatements } from "../../../shared/inbound/record-statements.ts";
import type { Effect } from "../../../shared/model/effect.ts";
import type { Handled } from "../handled.ts";
import { receivedStatements } from "./conversations.ts";
import { engagementStatements, messageStatusStatements } from "./messages.ts";
import { retrievalStatements } from "./retrievals.ts";
import { suppressionStatements, withdrawalStatements } from "./suppressions.ts";

/**
 * What an effect writes. Handlers return statements instead of running them, so that an event's effects and its status
 * commit together; each must be idempotent, for a replay runs it again.
 */
export function effectStatements(effect: Effect, handled: Handled, db: Database): D1PreparedStatement[] {
  switch (effect.kind) {
    case "message.status":
      return messageStatusStatements(effect, handled, db);
    case "message.engaged":
      return engagementStatements(effect, handled, db);
    case "message.received":
      return receivedStatements(effect, handled, db);
    case "suppression":
      return suppressionStatements(effect, handled, db);
    case "consent.withdrawn":
      return withdrawalStatements(effect, handled, db);
    case "approval.decided":
      // planned before the transaction, for it reads what it decides about
      return [];
    case "record":
      return recordStatements(
        [{ ...effect, occurredAt: handled.occurredAt }],
        { ...handled, now: handled.occurredAt },
        db,
      );
    case "retrieval":
      return retrievalStatements(handled, db);
  }
}
