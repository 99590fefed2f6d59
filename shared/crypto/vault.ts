import { base64ToBytes, bytesToBase64, bytesToUtf8, utf8ToBytes } from "./bytes.ts";

/**
 * Encryption at rest: AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce per sealing and the row's identity as
 * additional data, so that a ciphertext moved to another row does not open. Form: `<key version>.<nonce>.<ciphertext>`.
 */
export interface Vault {
  /** @param row what the value belongs to, e.g. `endpoint:ep_…`; needed again to open it */
  seal(plain: string, row: string): Promise<string>;
  /** @throws Error when the key version is unknown, the row differs or the value was altered */
  open(sealed: string, row: string): Promise<string>;
}

const NONCE_BYTES = 12;

/**
 * @param keys `1:<base64 of 32 bytes>[,2:…]`: the highest version seals, every version opens
 * @throws Error when a key is not 32 bytes
 */
export function createVault(keys: string): Vault {
  const versions = new Map<number, { readonly bytes: Uint8Array; key?: CryptoKey }>();
  for (const entry of keys.split(",")) {
    const [version, encoded] = entry.split(":");
    const bytes = base64ToBytes(encoded ?? "");
    if (bytes === null || bytes.byteLength !== 32) {
      throw new Error(`Encryption key ${version} is not 32 bytes in base64.`);
    }
    versions.set(Number(version), { bytes });
  }
  const current = Math.max(...versions.keys());

  async function keyOf(version: number): Promise<CryptoKey> {
    const known = versions.get(version);
    if (known === undefined) {
      throw new Error(`No encryption key of version ${version}.`);
    }
    // the key is kept, not its promise: in Workers a promise belongs to the request that made it
    known.key ??= await crypto.subtle.importKey("raw", known.bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    return known.key;
  }

  return {
    async seal(plain, row) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const cipher = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv: nonce, additionalData: utf8ToBytes(row) },
        await keyOf(current),
        utf8ToBytes(plain),
      );
      return `${current}.${bytesToBase64(nonce)}.${bytesToBase64(new Uint8Array(cipher))}`;
    },
    async open(sealed, row) {
      const [version, nonce, cipher] = sealed.split(".");
      const iv = base64ToBytes(nonce ?? "");
      const data = base64ToBytes(cipher ?? "");
      if (iv === null || data === null) {
        throw new Error("A sealed value is not of the form that the vault writes.");
      }
      const plain = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv, additionalData: utf8ToBytes(row) },
        await keyOf(Number(version)),
        data,
      );
      const text = bytesToUtf8(new Uint8Array(plain));
      if (text === null) {
        throw new Error("A sealed value is not text.");
      }
      return text;
    },
  };
}
