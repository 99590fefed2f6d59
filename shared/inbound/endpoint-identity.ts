import type { Clock } from "../clock.ts";
import type { Vault } from "../crypto/vault.ts";
import type { EndpointRow } from "../db/queries/endpoints.ts";
import type { SealedSecret } from "../db/schema/endpoints.ts";
import { type Id, newId } from "../ids.ts";
import type { Webhook } from "../providers/define.ts";
import { resolveScheme } from "../signatures/declaration.ts";
import { prepareVerifier } from "../signatures/prepare.ts";
import { proofsOf, type Scheme, type Source } from "../signatures/scheme.ts";
import type { LiveSecret, Verifier } from "../signatures/verifier.ts";

/** Whose a request is, and what of it must never be stored. */
export interface EndpointIdentity {
  readonly id: Id<"endpoint">;
  readonly organizationId: Id<"organization">;
  readonly provider: string;
  /** Headers of this sender that carry the secret itself, lower case. */
  readonly secretHeaders: ReadonlySet<string>;
  /** Query parameters that carry the secret itself. */
  readonly secretParameters: ReadonlySet<string>;
}

/** The scheme by which an endpoint verifies; null where its provider's own code does. */
export function endpointScheme(row: Pick<EndpointRow, "scheme">, webhook: Webhook): Scheme | null {
  const scheme = row.scheme ?? webhook.scheme;
  return scheme === undefined ? null : resolveScheme(scheme);
}

export function identityOf(row: EndpointRow, scheme: Scheme | null): EndpointIdentity {
  const sources = tokenSources(scheme);
  return {
    id: row.id,
    organizationId: row.organizationId,
    provider: row.provider,
    secretHeaders: new Set(sources.flatMap((source) => ("header" in source ? [source.header] : []))),
    secretParameters: new Set([
      "token",
      ...sources.flatMap((source) => ("query" in source ? [source.query] : [])),
    ]),
  };
}

/** Where a secret travels as it is. */
function tokenSources(scheme: Scheme | null): readonly Source[] {
  const proofs = scheme === null ? [] : proofsOf(scheme);
  return proofs.flatMap((proof) => (proof.kind === "token" ? [proof.from].flat() : []));
}

/** A secret as the endpoint's row keeps it, live until it is revoked. */
export async function sealSecret(
  { vault, clock }: { readonly vault: Vault; readonly clock: Clock },
  { organizationId, id: endpointId }: Pick<EndpointRow, "organizationId" | "id">,
  secret: string,
): Promise<SealedSecret> {
  const now = clock();
  return {
    id: newId("secret", now),
    sealed: await vault.seal(organizationId, secret, `endpoint:${endpointId}`),
    createdAt: now,
    expiresAt: null,
  };
}

/** The endpoint's secrets in the clear. */
export async function openSecrets(
  { organizationId, id: endpointId, secrets }: Pick<EndpointRow, "organizationId" | "id" | "secrets">,
  vault: Vault,
): Promise<LiveSecret[]> {
  return await Promise.all(
    secrets.map(async ({ id, sealed, expiresAt }) => ({
      id,
      value: await vault.open(organizationId, sealed, `endpoint:${endpointId}`),
      expiresAt,
    })),
  );
}

const acceptAll: Verifier = {
  verify: async () => ({ ok: true, secretId: null, signedAt: null }),
};

/** An endpoint's verification, with the secrets given. */
export function verifierFor(
  row: Pick<EndpointRow, "id" | "verification">,
  webhook: Webhook,
  { scheme, secrets }: { readonly scheme: Scheme | null; readonly secrets: readonly LiveSecret[] },
): Verifier {
  if (row.verification === "none") {
    return acceptAll;
  }
  if (scheme !== null) {
    return prepareVerifier(scheme, secrets);
  }
  if (webhook.verifier === undefined) {
    throw new Error(`The endpoint ${row.id} has neither a scheme nor a verifier.`);
  }
  return webhook.verifier(secrets);
}
