import { MINUTE_MS } from "../clock.ts";
import { bytesToHex, utf8ToBytes } from "../crypto/bytes.ts";
import type { ConnectionRow } from "../db/queries/connections.ts";
import { insertOAuthState, type OAuthStateRow, takeOAuthState } from "../db/queries/oauth.ts";
import { Problem } from "../errors.ts";
import { beginAuthorization } from "../oauth2/authorize.ts";
import type { OAuth2 } from "../oauth2/grant.ts";
import { openConnection } from "./credentials.ts";
import type { ChosenClient } from "./oauth-client.ts";
import type { RefreshTools } from "./refresh.ts";
import { askForMetadata, askForToken, type TokenCall, type TokenResult } from "./token-call.ts";

/** SPEC: how long a person may take to consent. */
const STATE_TTL_MS = 10 * MINUTE_MS;

export interface Beginning {
  readonly row: ConnectionRow;
  readonly oauth2: OAuth2;
  readonly chosen: ChosenClient;
  readonly redirectUri: string;
  readonly returnUrl: string | null;
  readonly scopes?: readonly string[] | undefined;
}

/**
 * Where a person consents. What is needed when they come back is stored under a hash of the state, for ten minutes.
 * @throws GrantImpossible where a field for the provider's URL is missing or malformed
 */
export async function begin(
  { row, oauth2, chosen, redirectUri, returnUrl, scopes }: Beginning,
  { db, vault, clock }: RefreshTools,
): Promise<URL> {
  const { credentials } = await openConnection(row, vault);
  const authorization = await beginAuthorization(oauth2, {
    client: chosen.client,
    redirectUri,
    scopes: scopes ?? chosen.scopes ?? undefined,
    values: { ...row.config, ...credentials },
    random: (bytes) => crypto.getRandomValues(bytes),
  });
  const stateHash = await hashOf(authorization.state);
  const { organizationId, id: connectionId, provider } = row;
  const { verifier } = authorization;
  await insertOAuthState(db, {
    stateHash,
    organizationId,
    connectionId,
    provider,
    verifier:
      verifier === null ? null : await vault.seal(organizationId, verifier, `oauth-state:${stateHash}`),
    redirectUri,
    returnUrl,
    scopes: authorization.scopes,
    expiresAt: clock() + STATE_TTL_MS,
  });
  return authorization.url;
}

/**
 * What was kept for a person who comes back; it is gone from then on.
 * @throws Problem `state_unknown` or `provider_mixed_up`
 */
export async function takeState(
  state: string | null,
  provider: string,
  { db, clock }: Pick<RefreshTools, "db" | "clock">,
): Promise<OAuthStateRow> {
  const row = state === null ? null : await takeOAuthState(db, await hashOf(state));
  if (row === null || row.expiresAt <= clock()) {
    throw new Problem(
      "state_unknown",
      "Begin again: a consent counts once, for ten minutes, and only where it was begun.",
    );
  }
  if (row.provider !== provider) {
    throw new Problem("provider_mixed_up", "Begin again from your app.");
  }
  return row;
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

async function hashOf(state: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", utf8ToBytes(state));
  return bytesToHex(new Uint8Array(digest));
}
