import type { Database } from "../../../shared/db/client.ts";
import { consentStatements, ownStatement } from "../../../shared/db/queries/consents.ts";
import { stopStatement, suppressStatement } from "../../../shared/db/queries/suppressions.ts";
import { idFromEvent } from "../../../shared/ids.ts";
import { readAddress } from "../../../shared/model/address.ts";
import type { SuppressionEffect, WithdrawnConsentEffect } from "../../../shared/model/effect.ts";
import type { Handled } from "../handled.ts";

/**
 * The address is written to no more, and where its owner said so the ledger knows; what is no address of the channel's
 * suppresses nobody.
 */
export function suppressionStatements(
  { channel, address, reason }: SuppressionEffect,
  { organizationId, occurredAt, eventId, provider }: Handled,
  db: Database,
): D1PreparedStatement[] {
  const key = readAddress(channel, address)?.key;
  if (key === undefined) {
    return [];
  }
  const point = { organizationId, channel, address: key };
  const row = { ...point, reason, createdAt: occurredAt };
  const suppressed = reason === "stop" ? stopStatement(db, row) : suppressStatement(db, row);
  const withdrawn = ownStatement({
    ...point,
    id: idFromEvent("consent", eventId),
    status: "withdrawn",
    source: reason === "stop" ? "keyword" : provider,
    evidence: reason,
    at: occurredAt,
  });
  return reason === "bounce" ? [suppressed] : [suppressed, ...consentStatements(db, [withdrawn])];
}

/** No marketing goes to the address any more. */
export function withdrawalStatements(
  { channel, address, evidence }: WithdrawnConsentEffect,
  { organizationId, eventId, provider, occurredAt }: Handled,
  db: Database,
): D1PreparedStatement[] {
  const key = readAddress(channel, address)?.key;
  if (key === undefined) {
    return [];
  }
  const withdrawn = ownStatement({
    organizationId,
    channel,
    address: key,
    id: idFromEvent("consent", eventId),
    status: "withdrawn",
    source: provider,
    evidence,
    at: occurredAt,
  });
  return consentStatements(db, [withdrawn]);
}
