import type { Database } from "../../../shared/db/client.ts";
import { suppressStatement } from "../../../shared/db/queries/suppressions.ts";
import { readAddress } from "../../../shared/model/address.ts";
import type { SuppressionEffect } from "../../../shared/model/effect.ts";
import type { Handled } from "../handled.ts";

/** The address is written to no more; what is no address of the channel's suppresses nobody. */
export function suppressionStatements(
  { channel, address, reason }: SuppressionEffect,
  { organizationId, occurredAt }: Handled,
  db: Database,
): D1PreparedStatement[] {
  const key = readAddress(channel, address)?.key;
  return key === undefined
    ? []
    : [suppressStatement(db, { organizationId, channel, address: key, reason, createdAt: occurredAt })];
}
