import { equalBytes, utf8ToBytes } from "../../crypto/bytes.ts";
import { readJson, UnparsedBody } from "../../model/body.ts";
import { at, itemsAt, nameOf } from "../../model/read.ts";
import { digest } from "../../signatures/algorithms.ts";
import { MAX_SECRETS } from "../../signatures/secrets.ts";
import { type LiveSecret, refuse, type Verdict, type Verifier } from "../../signatures/verifier.ts";

const MISSING = refuse("header_missing", "header", "a clientState in each item of the list value");
const MISMATCH = refuse(
  "invalid_signature",
  "signature",
  "every clientState to be a secret of this endpoint",
);

/**
 * Graph signs nothing: each notification repeats the clientState of its subscription. All of a body must, or one
 * subscription could speak for another.
 * https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#change-notification-example
 */
export function prepareGraphVerifier(secrets: readonly LiveSecret[]): Verifier {
  const known = secrets.filter(({ value }) => value.trim() !== "");
  return {
    async verify({ body }, now): Promise<Verdict> {
      const live = known
        .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
        .slice(0, MAX_SECRETS);
      if (live.length === 0) {
        return refuse("secret_missing", "secret", "a secret that has not expired");
      }
      const states = statesOf(body);
      if (states === null) {
        return MISSING;
      }
      const matches = await Promise.all(states.map((state) => secretOf(state, live)));
      const [first] = matches;
      return first === undefined || matches.includes(undefined)
        ? MISMATCH
        : { ok: true, secretId: first, signedAt: null };
    },
  };
}

/** The different client states of a body; null where an item has none, or there is no item. */
function statesOf(body: Uint8Array): readonly string[] | null {
  try {
    const states = itemsAt(readJson(body), "value").map((item) => nameOf(at(item, "clientState")));
    const present = states.filter((state) => state !== null);
    return present.length === 0 || present.length < states.length ? null : [...new Set(present)];
  } catch (error) {
    if (error instanceof UnparsedBody) {
      return null;
    }
    throw error;
  }
}

/** Hashed first, so that not even a length shows in the time taken. */
async function secretOf(state: string, live: readonly LiveSecret[]): Promise<string | undefined> {
  const given = await digest("sha256", utf8ToBytes(state));
  for (const { id, value } of live) {
    if (equalBytes(given, await digest("sha256", utf8ToBytes(value.trim())))) {
      return id;
    }
  }
  return undefined;
}
