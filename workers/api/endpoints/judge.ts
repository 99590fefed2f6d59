import type { EndpointRow } from "../../../shared/db/queries/endpoints.ts";
import {
  type EndpointIdentity,
  endpointScheme,
  identityOf,
  openSecrets,
  verifierFor,
} from "../../../shared/inbound/endpoint-identity.ts";
import type { Webhook } from "../../../shared/providers/define.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import { proofsOf, type Scheme } from "../../../shared/signatures/scheme.ts";
import type { SignedRequest, Verdict } from "../../../shared/signatures/verifier.ts";
import type { Context } from "../../context.ts";

/** A captured request, judged anew. */
export interface Judged {
  readonly verdict: Verdict;
  readonly webhook: Webhook;
  readonly identity: EndpointIdentity;
  readonly scheme: Scheme | null;
  /** Whether the sender proves itself by the secret itself, which is never kept with a request. */
  readonly bySecretItself: boolean;
}

/**
 * What an endpoint makes of a request as of the time it was received (ms since the epoch), under the secrets that are
 * live now: one that was set since counts, one that expired since does not.
 */
export async function judge(
  row: EndpointRow,
  request: SignedRequest,
  receivedAt: number,
  context: Context,
): Promise<Judged> {
  const webhook = findProvider(row.provider)?.webhook;
  if (webhook === undefined) {
    throw new Error(`The endpoint ${row.id} is of a provider that sends no webhooks.`);
  }
  const scheme = endpointScheme(row, webhook);
  const now = context.clock();
  const live = (await openSecrets(row, context.vault))
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .map((secret) => ({ ...secret, expiresAt: null }));
  return {
    verdict: await verifierFor(row, webhook, { scheme, secrets: live }).verify(request, receivedAt),
    webhook,
    identity: identityOf(row, scheme),
    scheme,
    bySecretItself:
      webhook.unsigned === true ||
      (scheme !== null && proofsOf(scheme).every(({ kind }) => kind === "token" || kind === "basic")),
  };
}
