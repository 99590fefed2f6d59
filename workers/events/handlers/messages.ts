import type { Database } from "../../../shared/db/client.ts";
import { rateStatement } from "../../../shared/db/queries/message-costs.ts";
import { type NewReceipt, noteEngagement, upsertReceipt } from "../../../shared/db/queries/receipts.ts";
import { dayOf } from "../../../shared/model/cost.ts";
import {
  type EngagementEffect,
  MESSAGE_STATUSES,
  type MessageStatusEffect,
} from "../../../shared/model/effect.ts";
import type { Handled } from "../handled.ts";

/** Callbacks arrive in any order: a status only ever moves a message forward. */
export function messageStatusStatements(
  { externalId, status, errorCode, rate }: MessageStatusEffect,
  handled: Handled,
  db: Database,
): D1PreparedStatement[] {
  const { organizationId, provider, occurredAt } = handled;
  return [
    upsertReceipt(db, receiptOf(handled, { externalId, status, errorCode })),
    ...(rate === undefined
      ? []
      : [rateStatement(db, { organizationId, provider, externalId, day: dayOf(occurredAt), ...rate })]),
  ];
}

/** Opens, clicks, unsubscribes and complaints of a message, each when it first happened. */
export function engagementStatements(
  { externalId, engagement }: EngagementEffect,
  handled: Handled,
  db: Database,
): D1PreparedStatement[] {
  return externalId === null
    ? []
    : [
        noteEngagement(
          db,
          receiptOf(handled, { externalId, status: "delivered", errorCode: null }),
          engagement,
        ),
      ];
}

function receiptOf(
  { organizationId, provider, eventId, occurredAt }: Handled,
  told: Pick<NewReceipt, "externalId" | "status" | "errorCode">,
): NewReceipt {
  const rank = MESSAGE_STATUSES.indexOf(told.status);
  return { organizationId, provider, ...told, rank, eventId, occurredAt };
}
