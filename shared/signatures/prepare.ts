import { assembleContent, describeContent, holdsSecret } from "./content.ts";
import { collectEvidence } from "./evidence.ts";
import { describeKey, type Key, lazyKey } from "./keys.ts";
import type { Scheme } from "./scheme.ts";
import { type LiveSecret, refuse, type Verdict, type Verifier } from "./verifier.ts";

/** Live secrets tried for one request. */
export const MAX_SECRETS = 10;

interface PreparedSecret {
  readonly id: string;
  readonly expiresAt: number | null;
  readonly key: () => Promise<Key | null>;
}

interface UsableSecret {
  readonly id: string;
  readonly key: Key;
}

/**
 * A scheme with its secrets. Keys are imported when first needed and kept, so build it once per endpoint and isolate.
 * Its verdicts depend on nothing but the request and the time given; no request makes it throw.
 */
export function prepareVerifier(scheme: Scheme, secrets: readonly LiveSecret[]): Verifier {
  const prepared: readonly PreparedSecret[] = secrets
    .filter(({ value }) => value.trim() !== "")
    .map(({ id, value, expiresAt }) => ({ id, expiresAt, key: lazyKey(scheme, value) }));

  return {
    async verify(request, now): Promise<Verdict> {
      const live = prepared
        .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
        .slice(0, MAX_SECRETS);
      if (live.length === 0) {
        return refuse("secret_missing", "secret", "a secret that has not expired");
      }
      const usable = await importKeys(live);
      if (usable.length === 0) {
        return refuse("invalid_signature", "secret", `a key in the form: ${describeKey(scheme)}`);
      }
      const evidence = collectEvidence(scheme, request, now);
      if ("ok" in evidence) {
        return evidence;
      }
      const { candidates, pieces, signedAt } = evidence;
      const common = holdsSecret(pieces) ? null : assembleContent(pieces, new Uint8Array());
      for (const { id, key } of usable) {
        if (await key.check(candidates, common ?? assembleContent(pieces, key.bytes))) {
          return { ok: true, secretId: id, signedAt };
        }
      }
      return refuse("invalid_signature", "signature", describeProof(scheme));
    },
  };
}

/**
 * Whether a secret can serve a scheme, to be asked before it is stored.
 * Null: it can. Otherwise a sentence for the person who entered it, which does not repeat the secret.
 */
export async function checkSecret(scheme: Scheme, value: string): Promise<string | null> {
  if (value.trim() === "") {
    return "The secret must not be empty.";
  }
  const key = await lazyKey(scheme, value)();
  return key === null ? `The secret must be ${describeKey(scheme)}.` : null;
}

async function importKeys(secrets: readonly PreparedSecret[]): Promise<readonly UsableSecret[]> {
  const usable: UsableSecret[] = [];
  for (const { id, key } of secrets) {
    const imported = await key();
    if (imported !== null) {
      usable.push({ id, key: imported });
    }
  }
  return usable;
}

function describeProof(scheme: Scheme): string {
  if (!("content" in scheme)) {
    return "the secret itself";
  }
  const algorithm = "algorithm" in scheme ? `${scheme.kind} ${scheme.algorithm}` : scheme.kind;
  return `${algorithm} of ${describeContent(scheme.content)}, under a secret of this endpoint`;
}
