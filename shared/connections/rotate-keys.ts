import type { PlatformKeys } from "../crypto/platform-keys.ts";
import { newDataKey, rewrap, type Vault } from "../crypto/vault.ts";
import type { Database } from "../db/client.ts";
import {
  type KeyedOrganization,
  looseColumns,
  replaceColumns,
  type SealedColumn,
  setDataKey,
  staleOrganizations,
} from "../db/queries/data-keys.ts";
import type { SealedSecret } from "../db/schema/endpoints.ts";
import { oauthAppRow } from "./oauth-client.ts";

export interface Rotating {
  readonly db: Database;
  readonly platformKeys: PlatformKeys;
  /** A vault of its own, that knows no data key yet. */
  readonly vault: Vault;
}

/**
 * Wraps the data keys of some organizations with the platform's newest key, and seals with them what no data key sealed.
 * Everything opens all the while; what is changed meanwhile is left to the next round. Returns how many are left.
 */
export async function rotateKeys(
  rotating: Rotating,
  limit: number,
): Promise<{ done: number; remaining: number }> {
  const version = rotating.platformKeys.current;
  const { rows } = await staleOrganizations(rotating.db, { version, limit });
  for (const row of rows) {
    await rotateOne(row, rotating);
  }
  const { count } = await staleOrganizations(rotating.db, { version, limit: 0 });
  return { done: rows.length, remaining: count };
}

async function rotateOne(row: KeyedOrganization, { db, platformKeys, vault }: Rotating): Promise<void> {
  const { id, dataKey } = row;
  const wrapped =
    dataKey === null ? await newDataKey(id, platformKeys) : await rewrap(id, dataKey, platformKeys);
  if (!(await setDataKey(db, row, wrapped))) {
    return;
  }
  const columns = await Promise.all(
    (await looseColumns(db, id)).map(async (column) => ({
      ...column,
      next: await sealAgain(id, column, vault),
    })),
  );
  await replaceColumns(db, id, columns);
}

async function sealAgain(
  organizationId: string,
  { table, id, text }: SealedColumn,
  vault: Vault,
): Promise<string> {
  const again = async (sealed: string, row: string) =>
    await vault.seal(organizationId, await vault.open(organizationId, sealed, row), row);
  if (table === "connections") {
    return await again(text, `connection:${organizationId}:${id}`);
  }
  if (table === "oauth_apps") {
    return await again(text, oauthAppRow(organizationId, id));
  }
  const row = `${table === "endpoints" ? "endpoint" : "destination"}:${id}`;
  const secrets = JSON.parse(text) as SealedSecret[];
  return JSON.stringify(
    await Promise.all(
      secrets.map(async (secret) => ({ ...secret, sealed: await again(secret.sealed, row) })),
    ),
  );
}
