import { anyOf } from "./any-of.ts";
import { assembleContent, describeContent, holdsSecret } from "./content.ts";
import { collectEvidence, type Evidence } from "./evidence.ts";
import { importJwtKey, prepareJwtVerifier } from "./jwt.ts";
import { describeKey, importSecret, type Key } from "./keys.ts";
import { type JwtProof, type Proof, proofsOf, type Scheme } from "./scheme.ts";
import { prepareSecrets, usableSecrets } from "./secrets.ts";
import { type LiveSecret, refuse, type Verdict, type Verifier } from "./verifier.ts";

/**
 * A scheme with its secrets. Keys are imported when first needed and kept, so build it once per endpoint and isolate.
 * Its verdicts depend on nothing but the request and the time given; no request makes it throw.
 */
export function prepareVerifier(scheme: Scheme, secrets: readonly LiveSecret[]): Verifier {
  const [first, ...others] = proofsOf(scheme);
  return anyOf(prepareProof(first, secrets), ...others.map((proof) => prepareProof(proof, secrets)));
}

function prepareProof(proof: Proof, secrets: readonly LiveSecret[]): Verifier {
  return proof.kind === "jwt" ? prepareJwtVerifier(proof, secrets) : prepareSignatureVerifier(proof, secrets);
}

function prepareSignatureVerifier(proof: Exclude<Proof, JwtProof>, secrets: readonly LiveSecret[]): Verifier {
  const prepared = prepareSecrets(secrets, (text) => importSecret(proof, text));

  return {
    async verify(request, now): Promise<Verdict> {
      const usable = await usableSecrets(prepared, now, describeKey(proof));
      if ("ok" in usable) {
        return usable;
      }
      const evidence = collectEvidence(proof, request, now);
      if ("ok" in evidence) {
        return evidence;
      }
      const judges = evidence.map(judgeOf);
      for (const { id, key } of usable) {
        if (await holdsForAll(judges, key)) {
          return { ok: true, secretId: id, signedAt: evidence[0]?.signedAt ?? null };
        }
      }
      return refuse("invalid_signature", "signature", describeProof(proof));
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
  const proofs = proofsOf(scheme);
  for (const proof of proofs) {
    const key = await (proof.kind === "jwt" ? importJwtKey(proof, value) : importSecret(proof, value));
    if (key !== null) {
      return null;
    }
  }
  return `The secret must be ${[...new Set(proofs.map(describeKey))].join(", or ")}.`;
}

type Judge = (key: Key) => Promise<boolean>;

/** The content is assembled once, unless the secret is part of it. */
function judgeOf({ candidates, pieces }: Evidence): Judge {
  const common = holdsSecret(pieces) ? null : assembleContent(pieces, new Uint8Array());
  return ({ bytes, check }) => check(candidates, common ?? assembleContent(pieces, bytes));
}

async function holdsForAll(judges: readonly Judge[], key: Key): Promise<boolean> {
  for (const judge of judges) {
    if (!(await judge(key))) {
      return false;
    }
  }
  return judges.length > 0;
}

function describeProof(proof: Proof): string {
  if (!("content" in proof)) {
    return "the secret itself";
  }
  const algorithm = "algorithm" in proof ? `${proof.kind} ${proof.algorithm}` : proof.kind;
  return `${algorithm} of ${describeContent(proof.content)}, under a secret of this endpoint`;
}
