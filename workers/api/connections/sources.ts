import type { CredentialSources } from "../../../shared/connections/choose.ts";
import { providers } from "../../../shared/providers/registry.ts";
import type { Context } from "../../context.ts";

/** Where this deployment finds credentials: the organization's connections, then its own secrets. */
export function credentialSources({ db, env }: Context): CredentialSources {
  return { db, env: { ...env }, providers: Object.values(providers) };
}
