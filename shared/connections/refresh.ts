import { MINUTE_MS } from "../clock.ts";
import type { Vault } from "../crypto/vault.ts";
import { type ConnectionRow, findConnection, markNeedsReauth } from "../db/queries/connections.ts";
import { beginRefresh, endRefresh } from "../db/queries/token-refresh.ts";
import type { ConnectionFailure, TokenState } from "../db/schema/connections.ts";
import { retryDelayMs } from "../flow/backoff.ts";
import type { Id } from "../ids.ts";
import type { Log } from "../log.ts";
import { renewalGrant } from "../oauth2/due.ts";
import type { OAuth2, Values } from "../oauth2/grant.ts";
import { signAssertion } from "../oauth2/jwt-assertion.ts";
import { TOKEN_ERRORS, type TokenErrorCode } from "../oauth2/token-error.ts";
import type { GrantInput } from "../oauth2/token-request.ts";
import { failureCause } from "../policy/failure-cause.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import { findProvider } from "../providers/registry.ts";
import { openConnection, sealCredentials } from "./credentials.ts";
import { type ClientSources, chooseClient } from "./oauth-client.ts";
import { storeTokens } from "./store-tokens.ts";
import { askForToken, type TokenTools } from "./token-call.ts";
import { accessTokenOf, refreshTokenOf, tokenColumns, withTokens } from "./tokens.ts";

export interface RefreshTools extends TokenTools, ClientSources {
  readonly vault: Vault;
  readonly log: Log;
}

export interface RefreshOrder {
  readonly organizationId: Id<"organization">;
  readonly connectionId: Id<"connection">;
  /** The version of the tokens that are too old: a newer one is fresh. */
  readonly seenVersion: number;
  /** A person asks, who may have mended what was wrong: only the provider's own wish for patience counts. */
  readonly isAsked?: boolean;
}

/** What became of a refresh; the tokens themselves are in the row. */
export type Refreshed =
  | { readonly kind: "fresh" }
  /** Not now: the provider could not be asked, or asked for patience. */
  | { readonly kind: "later" }
  | { readonly kind: "needs_reauth"; readonly code: string; readonly isNews: boolean }
  | { readonly kind: "gone" };

/** Tries in a row without an answer, after which a single-use refresh token counts as used up. */
const MOST_LOST = 5;

/** A token that is refreshed ahead of its end has some six tries in that time. */
const BACKOFF = {
  kind: "exponential",
  baseMs: 5_000,
  factor: 2,
  maxMs: 5 * MINUTE_MS,
  jitter: 0.25,
} as const;

const FRESH: Refreshed = { kind: "fresh" };

/**
 * Refreshes a connection's tokens once. It must not run twice at once for the same connection: the credential keeper
 * sees to that. The intent is stored before the provider is asked. Who finds one later does not know whether a single-use
 * token was used up: it is tried once more, and then a person must consent again. Whoever reconnects meanwhile wins.
 */
export async function refreshConnection(order: RefreshOrder, tools: RefreshTools): Promise<Refreshed> {
  const row = await findConnection(tools.db, order.organizationId, order.connectionId);
  if (row === null) {
    return { kind: "gone" };
  }
  if (row.status === "needs_reauth") {
    return { kind: "needs_reauth", code: row.error?.code ?? "invalid_grant", isNews: false };
  }
  const provider = findProvider(row.provider);
  const oauth2 = provider?.auth.oauth2;
  const { tokens } = row;
  if (tokens === null || provider === null || oauth2 === undefined || tokens.version !== order.seenVersion) {
    return FRESH;
  }
  if (mustWait(tokens, tools.clock(), order.isAsked)) {
    return { kind: "later" };
  }
  return await refresh({ row, provider, oauth2, tokens }, tools);
}

/** Whether the token endpoint is not to be asked yet. */
export function mustWait({ notBefore = 0, retryAt = 0 }: TokenState, now: number, isAsked = false): boolean {
  return notBefore > now || (retryAt > now && !isAsked);
}

interface Refreshing {
  readonly row: ConnectionRow;
  readonly provider: ProviderDefinition;
  readonly oauth2: OAuth2;
  readonly tokens: TokenState;
}

async function refresh(refreshing: Refreshing, tools: RefreshTools): Promise<Refreshed> {
  const { row, provider, oauth2, tokens } = refreshing;
  const { credentials } = await openConnection(row, tools.vault);
  const values = { ...row.config, ...credentials };
  const { organizationId } = row;
  // an assertion proves its issuer by itself: a service account has no application
  const chosen =
    tokens.grant === "jwt_bearer"
      ? { client: { id: "", secret: null } }
      : await chooseClient(tools, { organizationId, provider, oauth2, values });
  const input = await inputOf(refreshing, { credentials, values }, tools);
  if (chosen === null || input === null) {
    return await reauthorise(row, chosen === null ? "app_missing" : "expired", tools);
  }
  const inDoubt = tokens.intentAt !== null && oauth2.refreshTokens === "single_use";
  if (!(await beginRefresh(tools.db, row, { ...tokens, intentAt: tools.clock() }))) {
    return FRESH;
  }
  const refreshToken = refreshTokenOf(credentials);
  const result = await askForToken(
    { provider, oauth2, client: chosen.client, values },
    input,
    { scopes: tokens.scopes, refreshToken },
    tools,
  );
  if (result.ok) {
    const now = tools.clock();
    const columns = tokenColumns(oauth2, result.tokens, {
      grant: tokens.grant,
      client: chosen.client,
      version: tokens.version + 1,
      now,
    });
    const sealed = await sealCredentials(tools.vault, row, withTokens(provider, credentials, result.tokens));
    await storeTokens(row, { ...columns, credentials: sealed, error: null, updatedAt: now }, tools);
    return FRESH;
  }
  if ("lost" in result) {
    return await lost(refreshing, inDoubt, tools);
  }
  const { code, retryAfterMs = null } = result.error;
  return await failed(refreshing, { code, retryAfterMs, inDoubt }, tools);
}

/** What the next token is asked for with; null where only a person's consent helps. */
async function inputOf(
  { oauth2, tokens }: Refreshing,
  {
    credentials,
    values,
  }: { readonly credentials: Readonly<Record<string, string>>; readonly values: Values },
  { clock }: RefreshTools,
): Promise<GrantInput | null> {
  const refreshToken = refreshTokenOf(credentials);
  const grant = renewalGrant(oauth2, { grant: tokens.grant, hasRefreshToken: refreshToken !== null });
  switch (grant) {
    case "refresh_token":
      return refreshToken === null ? null : { grant, refreshToken };
    case "exchange":
      return { grant, step: "renew", accessToken: accessTokenOf(oauth2, credentials) };
    case "client_credentials":
      return { grant };
    case "jwt_bearer": {
      const { jwtBearer } = oauth2;
      if (jwtBearer === undefined) {
        return null;
      }
      return { grant, assertion: await signAssertion(oauth2, jwtBearer, { values, now: clock() }) };
    }
    case null:
      return null;
  }
}

/** No answer: whether the provider acted is unknown, and a few more tries may tell. */
async function lost({ row, tokens }: Refreshing, inDoubt: boolean, tools: RefreshTools): Promise<Refreshed> {
  const failures = tokens.failures + 1;
  if (inDoubt && failures >= MOST_LOST) {
    return await reauthorise(row, "in_doubt", tools);
  }
  const updatedAt = tools.clock();
  await endRefresh(tools.db, row, {
    tokens: { ...tokens, failures, intentAt: updatedAt, retryAt: retryAt(failures, updatedAt) },
    failure: failureOf("lost", updatedAt),
    updatedAt,
  });
  return { kind: "later" };
}

async function failed(
  { row, tokens }: Refreshing,
  {
    code,
    retryAfterMs,
    inDoubt,
  }: { readonly code: TokenErrorCode; readonly retryAfterMs: number | null; readonly inDoubt: boolean },
  tools: RefreshTools,
): Promise<Refreshed> {
  const meaning = TOKEN_ERRORS[code];
  if (meaning === "reauthorise") {
    return await reauthorise(row, inDoubt ? "in_doubt" : code, tools);
  }
  const now = tools.clock();
  const { notBefore: _, ...known } = tokens;
  const failures = tokens.failures + 1;
  // an answer that refuses to act did not use the token up
  const next: TokenState = {
    ...known,
    ...(retryAfterMs === null ? {} : { notBefore: now + retryAfterMs }),
    failures,
    retryAt: retryAt(failures, now),
    intentAt: inDoubt ? tokens.intentAt : null,
  };
  const message =
    meaning === "repair"
      ? "The provider refuses the application. Check its client id and secret, then validate the connection."
      : "The provider's token endpoint does not work at the moment.";
  await endRefresh(tools.db, row, {
    tokens: next,
    error: { code, message },
    failure: failureOf(code, now),
    updatedAt: now,
  });
  return { kind: "later" };
}

function retryAt(failures: number, now: number): number {
  return now + retryDelayMs(BACKOFF, { attempt: failures, retryAfterMs: null }, Math.random);
}

function failureOf(code: string, at: number): ConnectionFailure {
  return { at, cause: failureCause(code), code };
}

const REASONS: Readonly<Record<string, string>> = {
  in_doubt:
    "A refresh was interrupted, and the provider takes the refresh token no more. Connect the account again.",
  app_missing:
    "The OAuth application that made the tokens is gone. Set it up again, then connect the account.",
};

/**
 * Whether only a person's new consent helps a connection. Its access token may live on for a while, and proves nothing of
 * the consent: who took it for good would ask for the next token in vain, time and again.
 */
export function isConsentOver({ tokens, error }: Pick<ConnectionRow, "tokens" | "error">): boolean {
  if (tokens?.grant !== "authorization_code" || error === null) {
    return false;
  }
  const meanings: Readonly<Record<string, string>> = TOKEN_ERRORS;
  const { code } = error;
  return code === "expired" || Object.hasOwn(REASONS, code) || meanings[code] === "reauthorise";
}

async function reauthorise(row: ConnectionRow, code: string, tools: RefreshTools): Promise<Refreshed> {
  const message = REASONS[code] ?? "The consent was revoked or has expired. Connect the account again.";
  const isNews = await markNeedsReauth(tools.db, row, { error: { code, message }, now: tools.clock() });
  tools.log.warn("connection.needs_reauth", { provider: row.provider, reason: code });
  return { kind: "needs_reauth", code, isNews };
}
