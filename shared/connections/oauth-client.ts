import type { Vault } from "../crypto/vault.ts";
import type { Database } from "../db/client.ts";
import { findOAuthApp } from "../db/queries/oauth.ts";
import type { Id } from "../ids.ts";
import { ownClient } from "../oauth2/client.ts";
import type { OAuth2, OAuthClient, Values } from "../oauth2/grant.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import { platformSecret } from "./secret-names.ts";

export interface ClientSources {
  readonly db: Database;
  readonly vault: Vault;
  readonly env: Readonly<Record<string, unknown>>;
}

/** An application that tokens are asked for as, with the scopes that it asks for; null: the provider's default. */
export interface ChosenClient {
  readonly client: OAuthClient;
  readonly scopes: readonly string[] | null;
}

/** The application that the connection brings itself, else the organization's own, else the platform's; null without any. */
export async function chooseClient(
  sources: ClientSources,
  {
    organizationId,
    provider,
    oauth2,
    values,
  }: {
    readonly organizationId: Id<"organization">;
    readonly provider: Pick<ProviderDefinition, "id" | "auth">;
    readonly oauth2: OAuth2;
    readonly values: Values;
  },
): Promise<ChosenClient | null> {
  const own = ownClient(oauth2, values);
  if (own !== null) {
    return { client: own, scopes: null };
  }
  const app = await findOAuthApp(sources.db, organizationId, provider.id);
  if (app !== null) {
    const row = oauthAppRow(organizationId, provider.id);
    const secret = await sources.vault.open(organizationId, app.clientSecret, row);
    return { client: { id: app.clientId, secret }, scopes: app.scopes };
  }
  const client = platformClient(provider, sources.env);
  return client === null ? null : { client, scopes: null };
}

/** The platform's own application at a provider, from its secrets; null where they are not set. */
export function platformClient(
  provider: Pick<ProviderDefinition, "id" | "auth">,
  env: ClientSources["env"],
): OAuthClient | null {
  const id = platformSecret(provider, env, "CLIENT_ID");
  return id === null ? null : { id, secret: platformSecret(provider, env, "CLIENT_SECRET") };
}

/** What the secret of an organization's own application is sealed for. */
export function oauthAppRow(organizationId: string, provider: string): string {
  return `oauth-app:${organizationId}:${provider}`;
}
