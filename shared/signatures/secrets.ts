import { type LiveSecret, type Refusal, refuse } from "./verifier.ts";

/** Live secrets tried for one request. */
export const MAX_SECRETS = 10;

export interface PreparedSecret<Key> {
  readonly id: string;
  readonly expiresAt: number | null;
  readonly key: () => Promise<Key | null>;
}

export interface UsableSecret<Key> {
  readonly id: string;
  readonly key: Key;
}

/** Secrets whose keys are imported when first needed, and kept. */
export function prepareSecrets<Key>(
  secrets: readonly LiveSecret[],
  importKey: (text: string) => Promise<Key | null>,
): readonly PreparedSecret<Key>[] {
  return secrets
    .filter(({ value }) => value.trim() !== "")
    .map(({ id, value, expiresAt }) => ({ id, expiresAt, key: lazily(() => importKey(value)) }));
}

/** The keys that are live at `now` (ms since the epoch), at least one; `form` says which form a secret must have. */
export async function usableSecrets<Key>(
  prepared: readonly PreparedSecret<Key>[],
  now: number,
  form: string,
): Promise<readonly UsableSecret<Key>[] | Refusal> {
  const live = prepared
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .slice(0, MAX_SECRETS);
  if (live.length === 0) {
    return refuse("secret_missing", "secret", "a secret that has not expired");
  }
  const usable: UsableSecret<Key>[] = [];
  for (const { id, key } of live) {
    const imported = await key();
    if (imported !== null) {
      usable.push({ id, key: imported });
    }
  }
  return usable.length > 0 ? usable : refuse("invalid_signature", "secret", `a key in the form: ${form}`);
}

/** The value is kept, not its promise: in Workers a promise belongs to the request that made it. */
function lazily<T>(compute: () => Promise<T>): () => Promise<T> {
  let result: { readonly value: T } | null = null;
  return async () => {
    result ??= { value: await compute() };
    return result.value;
  };
}
