import type { Clock } from "../clock.ts";
import { decrypt, encrypt, importKey, keyBytes, labelOf, newKey } from "./cipher.ts";
import type { PlatformKeys } from "./platform-keys.ts";

/**
 * Encryption at rest with envelope keys: an organization's values are sealed with a data key of its own, which the
 * platform's key wraps. Without the wrapped key, which goes with the organization, nothing of it opens ever again.
 */
export interface Vault {
  /** @param row what the value belongs to, e.g. `endpoint:ep_…`; needed again to open it */
  seal(organizationId: string, plain: string, row: string): Promise<string>;
  /** @throws Error when the organization's key is gone, the row differs or the value was altered */
  open(organizationId: string, sealed: string, row: string): Promise<string>;
}

/** Marks what a data key sealed; earlier values carry the version of the platform's key that sealed them. */
const DATA_LABEL = "d";

/** How long an isolate keeps a data key after its organization is gone. */
const KEPT_MS = 60_000;

/** A new data key, wrapped. */
export async function newDataKey(organizationId: string, platform: PlatformKeys): Promise<string> {
  return await platform.seal(newKey(), rowName(organizationId));
}

/** The same data key under the platform's newest key. */
export async function rewrap(
  organizationId: string,
  wrapped: string,
  platform: PlatformKeys,
): Promise<string> {
  const row = rowName(organizationId);
  return await platform.seal(await platform.open(wrapped, row), row);
}

/** Whether a value is sealed with its organization's data key. */
export function isSealedByDataKey(sealed: string): boolean {
  return labelOf(sealed) === DATA_LABEL;
}

/**
 * @param loadKey the organization's wrapped data key; null for one that has none yet (its values stay with the
 *   platform's key until the next rotation), undefined for one that is gone
 */
export function createVault(
  platform: PlatformKeys,
  loadKey: (organizationId: string) => Promise<string | null | undefined>,
  clock: Clock,
): Vault {
  const known = new Map<string, { readonly key: CryptoKey | null; readonly until: number }>();

  async function keyOf(organizationId: string): Promise<CryptoKey | null> {
    const kept = known.get(organizationId);
    return kept !== undefined && kept.until > clock() ? kept.key : await load(organizationId);
  }

  async function load(organizationId: string): Promise<CryptoKey | null> {
    const wrapped = await loadKey(organizationId);
    if (wrapped === undefined) {
      known.delete(organizationId);
      throw new Error("The organization's key is gone.");
    }
    const key =
      wrapped === null
        ? null
        : await importKey(keyBytes(await platform.open(wrapped, rowName(organizationId)), "A data key"));
    known.set(organizationId, { key, until: clock() + KEPT_MS });
    return key;
  }

  return {
    async seal(organizationId, plain, row) {
      const key = await keyOf(organizationId);
      return key === null ? await platform.seal(plain, row) : await encrypt(plain, row, DATA_LABEL, key);
    },
    async open(organizationId, sealed, row) {
      const known = await keyOf(organizationId);
      if (!isSealedByDataKey(sealed)) {
        return await platform.open(sealed, row);
      }
      // it may have got its data key since the isolate looked
      const key = known ?? (await load(organizationId));
      if (key === null) {
        throw new Error("The organization has no data key.");
      }
      return await decrypt(sealed, row, key);
    },
  };
}

function rowName(organizationId: string): string {
  return `organization:${organizationId}`;
}
