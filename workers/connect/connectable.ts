import { platformClient } from "../../shared/connections/oauth-client.ts";
import { isOffered, type Ways, waysOf } from "../../shared/connections/ways.ts";
import type { ConnectSessionRow } from "../../shared/db/queries/connect-sessions.ts";
import { providersWithOAuthApp } from "../../shared/db/queries/oauth.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { providers } from "../../shared/providers/registry.ts";
import type { Context } from "../context.ts";

/** A provider that can be connected here, and how. */
export interface Connectable {
  readonly provider: ProviderDefinition;
  readonly ways: Ways;
}

/** What a session's customer may choose from, by name: a consent only where there is an application to consent to. */
export async function connectables(
  session: Pick<ConnectSessionRow, "organizationId" | "providers">,
  { db, env, settings }: Context,
): Promise<readonly Connectable[]> {
  const own = new Set(await providersWithOAuthApp(db, session.organizationId));
  const known: readonly ProviderDefinition[] = Object.values(providers);
  return (
    known
      .filter(({ id }) => session.providers === null || session.providers.includes(id))
      // those that a session names were judged when it was made
      .filter((provider) => session.providers !== null || isOffered(provider, settings))
      .map((provider) => {
        const { form, consent } = waysOf(provider);
        const hasApp = own.has(provider.id) || platformClient(provider, { ...env }) !== null;
        return { provider, ways: { form, consent: consent && hasApp } };
      })
      .filter(({ ways }) => ways.form || ways.consent)
      .sort((one, other) => one.provider.name.localeCompare(other.provider.name, "en"))
  );
}
