import { decrypt, encrypt, importKey, keyBytes, labelOf } from "./cipher.ts";

/** The platform's own keys, which wrap the organizations'. */
export interface PlatformKeys {
  /** The version that seals. */
  readonly current: number;
  /** @param row what the value belongs to, e.g. `organization:org_…`; needed again to open it */
  seal(plain: string, row: string): Promise<string>;
  /** @throws Error when the key version is unknown, the row differs or the value was altered */
  open(sealed: string, row: string): Promise<string>;
}

/**
 * @param keys `1:<base64 of 32 bytes>[,2:…]`: the highest version seals, every version opens
 * @throws Error when a key is not 32 bytes
 */
export function createPlatformKeys(keys: string): PlatformKeys {
  const encoded = new Map(
    keys.split(",").map((entry) => {
      const [version = "", key = ""] = entry.split(":");
      return [Number(version), keyBytes(key, `Encryption key ${version}`)] as const;
    }),
  );
  const current = Math.max(...encoded.keys());
  const imported = new Map<number, CryptoKey>();

  async function keyOf(version: number): Promise<CryptoKey> {
    const known = imported.get(version);
    if (known !== undefined) {
      return known;
    }
    const key = encoded.get(version);
    if (key === undefined) {
      throw new Error(`No encryption key of version ${version}.`);
    }
    // the key is kept, not its promise: in Workers a promise belongs to the request that made it
    const fresh = await importKey(key);
    imported.set(version, fresh);
    return fresh;
  }

  return {
    current,
    async seal(plain, row) {
      return await encrypt(plain, row, String(current), await keyOf(current));
    },
    async open(sealed, row) {
      return await decrypt(sealed, row, await keyOf(versionOf(sealed)));
    },
  };
}

/** The version of the key that sealed a value; NaN where it was none of the platform's. */
export function versionOf(sealed: string): number {
  return Number(labelOf(sealed));
}
