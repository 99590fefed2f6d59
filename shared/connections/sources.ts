import type { Database } from "../db/client.ts";
import { providers } from "../providers/registry.ts";
import type { CredentialSources } from "./choose.ts";

/** Where this deployment finds credentials: the organization's connections, then its own secrets. */
export function credentialSources({
  db,
  env,
}: {
  readonly db: Database;
  readonly env: object;
}): CredentialSources {
  return { db, env: { ...env }, providers: Object.values(providers) };
}
