import type { Clock } from "../clock.ts";
import type { Vault } from "../crypto/vault.ts";
import type { DestinationRow } from "../db/queries/destinations.ts";
import { resolverOf, type Settings } from "../env.ts";
import { prepareSigner, type StandardSigner } from "../signatures/standard-signature.ts";
import { type AttemptTools, DELIVERY_TIMEOUT_MS } from "./attempt.ts";

/** What an attempt works with, as the deployment is set up. */
export function attemptTools({
  settings,
  clock,
}: {
  readonly settings: Settings;
  readonly clock: Clock;
}): AttemptTools {
  return {
    clock,
    timeoutMs: DELIVERY_TIMEOUT_MS,
    fetch: (input, init) => fetch(input, init),
    exempt: settings.ALLOW_PRIVATE_DESTINATIONS,
    dohUrl: resolverOf(settings),
  };
}

/** The destination's live secrets, ready to sign. */
export async function signerOf(
  { organizationId, id, secrets }: DestinationRow,
  { vault, clock }: { readonly vault: Vault; readonly clock: Clock },
): Promise<StandardSigner> {
  const now = clock();
  const live = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  return await prepareSigner(
    await Promise.all(live.map(({ sealed }) => vault.open(organizationId, sealed, `destination:${id}`))),
  );
}
