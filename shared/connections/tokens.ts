import type { ConnectionRow } from "../db/queries/connections.ts";
import type { TokenState } from "../db/schema/connections.ts";
import { refreshDueAt } from "../oauth2/due.ts";
import type { Grant, OAuth2, OAuthClient } from "../oauth2/grant.ts";
import type { TokenSet } from "../oauth2/token-answer.ts";
import type { ProviderDefinition } from "../providers/define.ts";

/** The fields of a connection's credentials in which its tokens are. */
const REFRESH_TOKEN = "refreshToken";

export function refreshTokenOf(credentials: Readonly<Record<string, string>>): string | null {
  return credentials[REFRESH_TOKEN] ?? null;
}

export function accessTokenOf(
  { tokenField = "accessToken" }: Pick<OAuth2, "tokenField">,
  credentials: Readonly<Record<string, string>>,
): string {
  return credentials[tokenField] ?? "";
}

/** Credentials with fresh tokens, and what else the provider gave with them; what a person filled in stands. */
export function withTokens(
  { auth }: Pick<ProviderDefinition, "auth">,
  credentials: Readonly<Record<string, string>>,
  tokens: TokenSet,
): Readonly<Record<string, string>> {
  const { tokenField = "accessToken" } = auth.oauth2 ?? {};
  const filledIn = new Set(auth.fields.map(({ name }) => name).filter((name) => name in credentials));
  const extra = Object.entries(tokens.extra).filter(([name]) => !filledIn.has(name));
  return {
    ...credentials,
    ...Object.fromEntries(extra),
    [tokenField]: tokens.accessToken,
    ...(tokens.refreshToken === null ? {} : { [REFRESH_TOKEN]: tokens.refreshToken }),
  };
}

/** What a row says of fresh tokens. */
export function tokenColumns(
  oauth2: OAuth2,
  tokens: TokenSet,
  {
    grant,
    client,
    version,
    now,
  }: { readonly grant: Grant; readonly client: OAuthClient; readonly version: number; readonly now: number },
): Pick<ConnectionRow, "tokens" | "refreshDueAt"> {
  const state: TokenState = {
    grant,
    version,
    issuedAt: now,
    expiresAt: tokens.expiresAt,
    scopes: tokens.scopes,
    failures: 0,
    intentAt: null,
    ...(client.id === "" ? {} : { client: client.id }),
  };
  return { tokens: state, refreshDueAt: refreshDueAt(state, oauth2) };
}
