import type { Database } from "../../../shared/db/client.ts";
import { withdrawStatement } from "../../../shared/db/queries/consents.ts";
import { stopStatement, suppressStatement } from "../../../shared/db/queries/suppressions.ts";
import { idFromEvent } from "../../../shared/ids.ts";
import { readAddress } from "../../../shared/model/address.ts";
import type { SuppressionEffect, WithdrawnConsentEffect } from "../../../shared/model/effect.ts";
import type { Handled } from "../handled.ts";

/** The address is written to no more; what is no address of the channel's suppresses nobody. */
export function suppressionStatements(
  { channel, address, reason }: SuppressionEffect,
  { organizationId, occurredAt }: Handled,
  db: Database,
): D1PreparedStatement[] {
  const key = readAddress(channel, address)?.key;
  if (key === undefined) {
    return [];
  }
  const row = { organizationId, channel, address: key, createdAt: occurredAt };
  return [reason === "stop" ? stopStatement(db, row) : suppressStatement(db, { ...row, reason })];
}

/** No marketing goes to the address any more. */
export function withdrawalStatements(
  { channel, address, evidence }: WithdrawnConsentEffect,
  { organizationId, eventId, provider, occurredAt }: Handled,
  db: Database,
): D1PreparedStatement[] {
  const key = readAddress(channel, address)?.key;
  const row = { organizationId, channel, evidence, source: provider, at: occurredAt };
  return key === undefined
    ? []
    : [withdrawStatement(db, { ...row, id: idFromEvent("consent", eventId), address: key })];
}
