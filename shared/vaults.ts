import type { Clock } from "./clock.ts";
import { createPlatformKeys, type PlatformKeys } from "./crypto/platform-keys.ts";
import { createVault, type Vault } from "./crypto/vault.ts";
import type { Database } from "./db/client.ts";
import { wrappedDataKey } from "./db/queries/data-keys.ts";

const platformKeys = new Map<string, PlatformKeys>();
const vaults = new WeakMap<Database, Map<PlatformKeys, Vault>>();

/** Keys are imported once per isolate. */
export function keysOf(keys: string): PlatformKeys {
  const known = platformKeys.get(keys) ?? createPlatformKeys(keys);
  platformKeys.set(keys, known);
  return known;
}

/** One for a database, with the data keys that the isolate knows. */
export function vaultOf(db: Database, keys: PlatformKeys, clock: Clock): Vault {
  const ofDatabase = vaults.get(db) ?? new Map<PlatformKeys, Vault>();
  vaults.set(db, ofDatabase);
  const known = ofDatabase.get(keys) ?? createVault(keys, (id) => wrappedDataKey(db, id), clock);
  ofDatabase.set(keys, known);
  return known;
}
