import type { Database } from "../../../shared/db/client.ts";
import { upsertReceipt } from "../../../shared/db/queries/receipts.ts";
import { MESSAGE_STATUSES, type MessageStatusEffect } from "../../../shared/model/effect.ts";
import type { Handled } from "../handled.ts";

/** Callbacks arrive in any order: a status only ever moves a message forward. */
export function messageStatusStatements(
  effect: MessageStatusEffect,
  handled: Handled,
  db: Database,
): D1PreparedStatement[] {
  return [
    upsertReceipt(db, {
      organizationId: handled.organizationId,
      provider: handled.provider,
      externalId: effect.externalId,
      status: effect.status,
      rank: MESSAGE_STATUSES.indexOf(effect.status),
      errorCode: effect.errorCode,
      eventId: handled.eventId,
      occurredAt: handled.occurredAt,
    }),
  ];
}
