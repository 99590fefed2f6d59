import { DAY_MS } from "../clock.ts";
import type { Vault } from "../crypto/vault.ts";
import type { Database } from "../db/client.ts";
import { findConnection } from "../db/queries/connections.ts";
import { type EndpointRow, findEndpoint, updateEndpoint } from "../db/queries/endpoints.ts";
import { sealSecret } from "../inbound/endpoint-identity.ts";
import type { Locks } from "../locks/with-lock.ts";
import type { Log } from "../log.ts";
import { findProvider } from "../providers/registry.ts";
import { openConnection } from "./credentials.ts";
import {
  ensureRegistered,
  type Registered,
  type Registrar,
  type RegistrationTools,
  unregister,
} from "./registration.ts";

export interface RegistrationStores extends RegistrationTools {
  readonly db: Database;
  readonly vault: Vault;
  readonly log: Log;
  readonly locks: Locks;
}

/** How long the secrets of a webhook that was lost verify, for requests that are under way. */
const OVERLAP_MS = DAY_MS;

/** Beyond four calls of the slowest provider, each with its wait for a permit. */
const LOCK_MS = 180_000;
/** Somebody else sees to it already. */
const WAIT_MS = 10_000;

/**
 * Sees to an endpoint's webhook at the provider, and stores what came of it; null where it has none to see to, or
 * somebody else is at it. Two at once would make two webhooks, so there is a lock, and the row is read under it.
 */
export async function keepRegistered(
  { organizationId, id }: Pick<EndpointRow, "organizationId" | "id">,
  stores: RegistrationStores,
): Promise<Registered["did"] | null> {
  const lock = { key: `registration:${organizationId}:${id}`, ttlMs: LOCK_MS, waitMs: WAIT_MS };
  const locked = await stores.locks.withLock(lock, async () => {
    const row = await findEndpoint(stores.db, organizationId, id);
    return row === null ? null : await keep(row, stores);
  });
  return locked.kind === "busy" ? null : locked.value;
}

/** A change of the endpoint by somebody else meanwhile wins: the next check sees to the rest. */
async function keep(row: EndpointRow, stores: RegistrationStores): Promise<Registered["did"] | null> {
  const registrar = await registrarOf(row, stores);
  if (registrar === null) {
    return null;
  }
  const { did, registration, secret } = await ensureRegistered(registrar, stores);
  const now = stores.clock();
  const secrets =
    secret === null
      ? row.secrets
      : [
          await sealSecret(stores, row, secret),
          ...row.secrets.map((old) => ({
            ...old,
            expiresAt: Math.min(old.expiresAt ?? now + OVERLAP_MS, now + OVERLAP_MS),
          })),
        ].slice(0, 10);
  const stored = await updateEndpoint(stores.db, row, { registration, secrets }, now);
  if (did !== "nothing" || !stored) {
    stores.log.warn("registration.seen_to", {
      endpointId: row.id,
      provider: row.provider,
      reason: stored ? did : "changed meanwhile",
    });
  }
  return did;
}

/** Takes an endpoint's webhook away at the provider; what cannot be taken away is left to its owner, and logged. */
export async function forgetRegistered(row: EndpointRow, stores: RegistrationStores): Promise<void> {
  const registrar = await registrarOf(row, stores);
  if (registrar !== null && !(await unregister(registrar, stores))) {
    stores.log.warn("registration.left", { endpointId: row.id, provider: row.provider });
  }
}

async function registrarOf(row: EndpointRow, { db, vault }: RegistrationStores): Promise<Registrar | null> {
  const provider = findProvider(row.provider);
  const registration = provider?.webhook?.registration;
  if (row.connectionId === null || provider === null || registration === undefined) {
    return null;
  }
  const connection = await findConnection(db, row.organizationId, row.connectionId);
  if (connection === null || connection.status !== "active") {
    return null;
  }
  return { provider, registration, credential: await openConnection(connection, vault), endpoint: row };
}
