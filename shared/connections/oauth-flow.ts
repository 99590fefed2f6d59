import { standIn } from "../call/fetch.ts";
import { MINUTE_MS } from "../clock.ts";
import { sha256Hex } from "../crypto/sha256.ts";
import type { ConnectionRow } from "../db/queries/connections.ts";
import { insertOAuthState, type OAuthStateRow, takeOAuthState } from "../db/queries/oauth.ts";
import { Problem } from "../errors.ts";
import type { Id } from "../ids.ts";
import { beginAuthorization } from "../oauth2/authorize.ts";
import type { OAuth2 } from "../oauth2/grant.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import { openConnection } from "./credentials.ts";
import { chooseClient } from "./oauth-client.ts";
import type { RefreshTools } from "./refresh.ts";
import { askForMetadata, askForToken, type TokenCall, type TokenResult } from "./token-call.ts";

/** SPEC: how long a person may take to consent. */
const STATE_TTL_MS = 10 * MINUTE_MS;

export interface Beginning {
  readonly row: ConnectionRow;
  readonly provider: ProviderDefinition;
  readonly oauth2: OAuth2;
  /** That of the platform, under which the callback is. */
  readonly origin: string;
  readonly returnUrl: string | null;
  readonly sessionId?: Id<"connectSession">;
  readonly scopes?: readonly string[] | undefined;
}

/**
 * Where a person consents. What is needed when they come back is stored under a hash of the state, for ten minutes.
 * @throws Problem `oauth_app_missing`
 * @throws GrantImpossible where a field for the provider's URL is missing or malformed
 */
export async function begin(
  { row, provider, oauth2, origin, returnUrl, sessionId, scopes }: Beginning,
  { db, vault, clock, settings, env }: RefreshTools,
): Promise<URL> {
  const { organizationId, id: connectionId } = row;
  const { credentials } = await openConnection(row, vault);
  const values = { ...row.config, ...credentials };
  const chosen = await chooseClient({ db, vault, env }, { organizationId, provider, oauth2, values });
  if (chosen === null) {
    throw new Problem(
      "oauth_app_missing",
      `Set the organization's own with PUT /v1/oauth-apps/${provider.id}, or the platform's as secrets.`,
    );
  }
  const redirectUri = `${origin}/oauth/${provider.id}/callback`;
  const authorization = await beginAuthorization(oauth2, {
    client: chosen.client,
    redirectUri,
    scopes: scopes ?? chosen.scopes ?? undefined,
    values,
    random: (bytes) => crypto.getRandomValues(bytes),
  });
  const stateHash = await sha256Hex(authorization.state);
  const { verifier } = authorization;
  await insertOAuthState(db, {
    stateHash,
    organizationId,
    connectionId,
    provider: provider.id,
    verifier:
      verifier === null ? null : await vault.seal(organizationId, verifier, `oauth-state:${stateHash}`),
    redirectUri,
    returnUrl,
    sessionId: sessionId ?? null,
    scopes: authorization.scopes,
    expiresAt: clock() + STATE_TTL_MS,
  });
  const { href } = authorization.url;
  return new URL(standIn(href, provider.id, settings.PROVIDER_ORIGINS) ?? href);
}

/**
 * What was kept for a person who comes back, also for one who took too long; it is gone from then on.
 * @throws Problem `state_unknown` or `provider_mixed_up`
 */
export async function takeState(
  state: string | null,
  provider: string,
  { db, clock }: Pick<RefreshTools, "db" | "clock">,
): Promise<{ readonly state: OAuthStateRow; readonly isExpired: boolean }> {
  const row = state === null ? null : await takeOAuthState(db, await sha256Hex(state));
  if (row === null) {
    throw new Problem("state_unknown", "Begin again: a consent counts once, and only where it was begun.");
  }
  if (row.provider !== provider) {
    throw new Problem("provider_mixed_up", "Begin again from your app.");
  }
  return { state: row, isExpired: row.expiresAt <= clock() };
}

/** The tokens of a code, and what the provider says beside them; `lost` where it did not answer. */
export async function exchangeCode(
  call: TokenCall,
  code: string,
  state: OAuthStateRow,
  tools: RefreshTools,
): Promise<TokenResult> {
  const { organizationId, redirectUri, scopes, stateHash } = state;
  const verifier =
    state.verifier === null
      ? null
      : await tools.vault.open(organizationId, state.verifier, `oauth-state:${stateHash}`);
  const first = await askForToken(
    call,
    { grant: "authorization_code", code, redirectUri, verifier },
    { scopes },
    tools,
  );
  if (!first.ok) {
    return first;
  }
  const upgraded =
    call.oauth2.exchange?.upgrade === undefined
      ? first
      : await askForToken(
          call,
          { grant: "exchange", step: "upgrade", accessToken: first.tokens.accessToken },
          { scopes: first.tokens.scopes, refreshToken: first.tokens.refreshToken },
          tools,
        );
  if (!upgraded.ok) {
    return upgraded;
  }
  const { tokens } = upgraded;
  const metadata = await askForMetadata(
    call,
    { grant: "authorization_code", accessToken: tokens.accessToken },
    tools,
  );
  return metadata === null
    ? { ok: false, lost: true }
    : { ok: true, tokens: { ...tokens, extra: { ...first.tokens.extra, ...tokens.extra, ...metadata } } };
}
