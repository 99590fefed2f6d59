import { loadEndpoint } from "../../shared/db/queries/endpoints.ts";
import type { Id } from "../../shared/ids.ts";
import {
  type EndpointIdentity,
  endpointScheme,
  identityOf,
  openSecrets,
  verifierFor,
} from "../../shared/inbound/endpoint-identity.ts";
import { unavailable } from "../../shared/inbound/unavailable.ts";
import type { Webhook } from "../../shared/providers/define.ts";
import { findProvider } from "../../shared/providers/registry.ts";
import type { Scheme } from "../../shared/signatures/scheme.ts";
import type { LiveSecret, Verifier } from "../../shared/signatures/verifier.ts";
import type { Context } from "../context.ts";

/** An endpoint with its keys imported, ready to verify. */
export interface GatewayEndpoint extends EndpointIdentity {
  readonly url: string;
  readonly webhook: Webhook;
  readonly verifier: Verifier;
  /** The scheme that the endpoint itself declares; null where its provider has one. */
  readonly scheme: Scheme | null;
  /** Newest first, those that have expired among them. */
  readonly secrets: readonly LiveSecret[];
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
  const scheme = endpointScheme(row, webhook);
  const secrets = await openSecrets(row, context.vault);
  return {
    ...identityOf(row, scheme),
    url: row.url,
    webhook,
    verifier: verifierFor(row, webhook, { scheme, secrets }),
    scheme: row.scheme === null ? null : scheme,
    secrets,
  };
}
