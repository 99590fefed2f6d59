import { type EndpointRow, loadEndpoint } from "../../shared/db/queries/endpoints.ts";
import type { Id } from "../../shared/ids.ts";
import type { Webhook } from "../../shared/providers/define.ts";
import { findProvider } from "../../shared/providers/registry.ts";
import { resolveScheme } from "../../shared/signatures/declaration.ts";
import { prepareVerifier } from "../../shared/signatures/prepare.ts";
import { proofsOf, type Scheme, type Source } from "../../shared/signatures/scheme.ts";
import type { LiveSecret, Verifier } from "../../shared/signatures/verifier.ts";
import type { Context } from "../context.ts";
import { unavailable } from "./unavailable.ts";

/** An endpoint with its keys imported, ready to verify. */
export interface GatewayEndpoint {
  readonly id: Id<"endpoint">;
  readonly organizationId: Id<"organization">;
  readonly provider: string;
  readonly url: string;
  readonly webhook: Webhook;
  readonly verifier: Verifier;
  /** The scheme that the endpoint itself declares; null where its provider has one. */
  readonly scheme: Scheme | null;
  /** Newest first, those that have expired among them. */
  readonly secrets: readonly LiveSecret[];
  /** Headers of this sender that carry the secret itself, lower case. */
  readonly secretHeaders: ReadonlySet<string>;
  /** Query parameters that carry the secret itself. */
  readonly secretParameters: ReadonlySet<string>;
}

/** A change at an endpoint, a revoked secret among them, is in force in every isolate after this time. */
const CACHE_TTL_MS = 5_000;
const CACHE_ENTRIES = 1_000;

interface Entry {
  readonly loadedAt: number;
  readonly endpoint: GatewayEndpoint | null;
}

const cache = new Map<string, Entry>();

/**
 * The enabled endpoint of that id, from the isolate's cache or the database. What is cached is the value, not the
 * promise: in Workers a promise belongs to the request that began it, and would hang the others were that one cancelled.
 * @throws Problem `unavailable` when it is in neither because the database is away
 */
export async function endpointFor(
  context: Context,
  provider: string,
  id: Id<"endpoint">,
): Promise<GatewayEndpoint | null> {
  const now = context.clock();
  let entry = cache.get(id);
  if (entry === undefined || now - entry.loadedAt >= CACHE_TTL_MS || now < entry.loadedAt) {
    entry = { loadedAt: now, endpoint: await loadOrRefuse(context, id) };
    cache.delete(id);
    cache.set(id, entry);
    if (cache.size > CACHE_ENTRIES) {
      cache.delete(cache.keys().next().value ?? id);
    }
  }
  return entry.endpoint?.provider === provider ? entry.endpoint : null;
}

async function loadOrRefuse(context: Context, id: Id<"endpoint">): Promise<GatewayEndpoint | null> {
  try {
    return await load(context, id);
  } catch (cause) {
    context.log.error("gateway.endpoint_unread", { endpointId: id }, cause);
    throw unavailable("The endpoint cannot be read at the moment.");
  }
}

async function load(context: Context, id: Id<"endpoint">): Promise<GatewayEndpoint | null> {
  const row = await loadEndpoint(context.db, id);
  const webhook = row === null ? undefined : findProvider(row.provider)?.webhook;
  if (row === null || !row.enabled || webhook === undefined) {
    return null;
  }
  const scheme = row.scheme ?? webhook.scheme;
  const resolved = scheme === undefined ? null : resolveScheme(scheme);
  const secrets = await openSecrets(context, row);
  const sources = tokenSources(resolved);
  return {
    id: row.id,
    organizationId: row.organizationId,
    provider: row.provider,
    url: row.url,
    webhook,
    verifier: verifierOf(row, webhook, { scheme: resolved, secrets }),
    scheme: row.scheme === null ? null : resolved,
    secrets,
    secretHeaders: new Set(sources.flatMap((source) => ("header" in source ? [source.header] : []))),
    secretParameters: new Set([
      "token",
      ...sources.flatMap((source) => ("query" in source ? [source.query] : [])),
    ]),
  };
}

const acceptAll: Verifier = {
  verify: async () => ({ ok: true, secretId: null, signedAt: null }),
};

function openSecrets(context: Context, row: EndpointRow): Promise<LiveSecret[]> {
  return Promise.all(
    row.secrets.map(async ({ id, sealed, expiresAt }) => ({
      id,
      value: await context.vault.open(sealed, `endpoint:${row.id}`),
      expiresAt,
    })),
  );
}

function verifierOf(
  row: EndpointRow,
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

/** Where a secret travels as it is. */
function tokenSources(scheme: Scheme | null): readonly Source[] {
  const proofs = scheme === null ? [] : proofsOf(scheme);
  return proofs.flatMap((proof) => (proof.kind === "token" ? [proof.from].flat() : []));
}
