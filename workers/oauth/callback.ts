import { returnUrlWith } from "../../shared/connect/link.ts";
import { accountKeyOf, openConnection, sealCredentials } from "../../shared/connections/credentials.ts";
import { chooseClient } from "../../shared/connections/oauth-client.ts";
import { exchangeCode, takeState } from "../../shared/connections/oauth-flow.ts";
import { isConsentOver } from "../../shared/connections/refresh.ts";
import { tokenColumns, withTokens } from "../../shared/connections/tokens.ts";
import { validateCredential } from "../../shared/connections/validate.ts";
import { noteConnection } from "../../shared/db/queries/connect-sessions.ts";
import {
  type ConnectionRow,
  findConnection,
  updateConnection,
  wakeHeldJobs,
} from "../../shared/db/queries/connections.ts";
import { CONSENT_EXPIRED, type OAuthStateRow } from "../../shared/db/queries/oauth.ts";
import { Problem, type ProblemCode } from "../../shared/errors.ts";
import { isOfIssuer, readAuthorization } from "../../shared/oauth2/authorize.ts";
import type { OAuthClient } from "../../shared/oauth2/grant.ts";
import { GrantImpossible } from "../../shared/oauth2/template.ts";
import type { TokenAnswer, TokenSet } from "../../shared/oauth2/token-answer.ts";
import type { ProviderDefinition } from "../../shared/providers/define.ts";
import { findProvider } from "../../shared/providers/registry.ts";
import type { Context } from "../context.ts";
import { beginningOf, type SessionBeginning } from "./beginning.ts";
import { problemPage, returnPage } from "./page.ts";

const PATH = /^\/oauth\/([a-z0-9-]{1,60})\/callback$/;

const MIXED_UP = {
  code: "provider_mixed_up",
  message: "The answer came from another authorization server than was asked. Connect again.",
} as const satisfies { readonly code: ProblemCode; readonly message: string };

/** What a person is sent back with. */
interface Ending {
  readonly status: ConnectionRow["status"] | "denied" | "expired";
  /** null where all is well. */
  readonly error: string | null;
  /** Nothing was stored, though what was there before may be well. */
  readonly isRefused: boolean;
}

/**
 * `GET /oauth/{provider}/callback`: where a provider sends people who consented, or did not. Nothing is stored unless
 * all of it is: a connection that worked before goes on working.
 * @throws Problem where the state is unknown, used or of another provider; a browser gets a page that says so
 */
export async function finishOAuth(request: Request, context: Context): Promise<Response> {
  try {
    return await finish(request, context);
  } catch (cause) {
    if (cause instanceof Problem && request.headers.get("accept")?.includes("text/html")) {
      return await problemPage(cause);
    }
    throw cause;
  }
}

async function finish(request: Request, context: Context): Promise<Response> {
  const url = new URL(request.url);
  const provider = findProvider(PATH.exec(url.pathname)?.[1] ?? "");
  const oauth2 = provider?.auth.oauth2;
  if (request.method !== "GET" || provider === null || oauth2 === undefined) {
    throw new Problem("not_found", "No provider of OAuth2 has this path.");
  }
  const answer = readAuthorization(oauth2, url.searchParams);
  const { state, isExpired } = await takeState(answer.state, provider.id, context);
  const begun = await beginningOf(state, request, context);
  const row = await findConnection(context.db, state.organizationId, state.connectionId);
  if (row === null) {
    throw new Problem("not_found", "The connection was deleted meanwhile. Begin again from your app.");
  }
  const ending = isExpired
    ? await refused(row, CONSENT_EXPIRED, context)
    : !isOfIssuer(oauth2, url.searchParams)
      ? await refused(row, MIXED_UP, context)
      : answer.ok
        ? await connect({ provider, row, state, code: answer.code, begun }, context)
        : await refused(row, answer.error, context);
  context.log.info("oauth.ended", {
    provider: provider.id,
    organizationId: row.organizationId,
    reason: ending.error ?? ending.status,
  });
  return await goBack(state, begun, ending, context);
}

interface Consent {
  readonly provider: ProviderDefinition;
  readonly row: ConnectionRow;
  readonly state: OAuthStateRow;
  readonly code: string;
  readonly begun: SessionBeginning | null;
}

async function connect({ provider, row, state, code, begun }: Consent, context: Context): Promise<Ending> {
  const { oauth2 } = provider.auth;
  const { credentials } = await openConnection(row, context.vault);
  const values = { ...row.config, ...credentials };
  const { organizationId } = row;
  const env = { ...context.env };
  const chosen =
    oauth2 === undefined
      ? null
      : await chooseClient({ ...context, env }, { organizationId, provider, oauth2, values });
  if (oauth2 === undefined || chosen === null) {
    return await refused(row, { code: "app_missing", message: "The OAuth application is gone." }, context);
  }
  const call = { provider, oauth2, client: chosen.client, values };
  const result = await exchangeCode(call, code, state, { ...context, env }).catch(impossible);
  if (!result.ok) {
    const error =
      "lost" in result
        ? { code: "temporarily_unavailable", message: "The provider did not answer. Connect again." }
        : result.error;
    return await refused(row, error, context);
  }
  return await store({ provider, row, begun, client: chosen.client, tokens: result.tokens }, context);
}

/** An application that is only half set up: nothing was asked of the provider. */
function impossible(cause: unknown): TokenAnswer {
  if (!(cause instanceof GrantImpossible)) {
    throw cause;
  }
  const message = `Something is missing that the provider must be told: ${cause.field}.`;
  return { ok: false, error: { code: "invalid_client", providerCode: null, message } };
}

async function store(
  {
    provider,
    row,
    begun,
    client,
    tokens,
  }: Omit<Consent, "state" | "code"> & { readonly client: OAuthClient; readonly tokens: TokenSet },
  context: Context,
): Promise<Ending> {
  const { oauth2 } = provider.auth;
  if (oauth2 === undefined) {
    throw new Error("Tokens of a provider without OAuth2.");
  }
  const now = context.clock();
  const { credentials } = await openConnection(row, context.vault);
  const fresh = withTokens(provider, credentials, tokens);
  const version = (row.tokens?.version ?? 0) + 1;
  const validation = await validateCredential(
    provider,
    { credentials: fresh, config: row.config },
    { reference: row.id, settings: context.settings, clock: context.clock },
  );
  if (!validation.valid && validation.judged && row.status === "active") {
    return await refused(row, validation.error, context);
  }
  const status = validation.valid || !validation.judged ? "active" : "error";
  const named = validation.valid ? validation.account?.id : undefined;
  const changed = await updateConnection(
    context.db,
    row,
    {
      ...tokenColumns(oauth2, tokens, { grant: "authorization_code", client, version, now }),
      credentials: await sealCredentials(context.vault, row, fresh),
      accountKey: await accountKeyOf(provider, fresh, row.id),
      externalAccountId: begun?.session.externalAccountId ?? named ?? row.externalAccountId,
      status: row.status === "disabled" ? "disabled" : status,
      error: validation.valid ? null : validation.error,
      generation: row.generation + 1,
    },
    now,
  );
  if (changed === null) {
    throw new Problem("conflict", "The connection was changed meanwhile. Connect again.");
  }
  if (status === "active") {
    await wakeHeldJobs(context.db, row, { gate: "connection", now });
  }
  return { status: changed.status, error: validation.valid ? null : validation.error.code, isRefused: false };
}

/**
 * A consent that came to nothing: what worked before still does, and a new connection says why it waits. One whose consent
 * is over goes on saying that.
 */
async function refused(
  row: ConnectionRow,
  { code, message }: { readonly code: string; readonly message: string },
  context: Context,
): Promise<Ending> {
  if (row.status !== "active" && row.status !== "disabled" && !isConsentOver(row)) {
    await updateConnection(context.db, row, { error: { code, message } }, context.clock());
  }
  return { status: endedAs(code) ?? row.status, error: code, isRefused: true };
}

function endedAs(code: string): "denied" | "expired" | null {
  return code === "denied" ? "denied" : code === CONSENT_EXPIRED.code ? "expired" : null;
}

async function goBack(
  state: OAuthStateRow,
  begun: SessionBeginning | null,
  ending: Ending,
  { db, clock }: Context,
): Promise<Response> {
  const isDone = ending.status === "active" && !ending.isRefused;
  if (begun !== null && isDone) {
    const { connectionId } = state;
    await noteConnection(db, begun.session.id, { connectionId, completedAt: clock() });
  }
  if (begun !== null && (!isDone || state.returnUrl === null)) {
    const query = ending.error === null ? "" : `?${new URLSearchParams({ error: ending.error })}`;
    return redirect(`/connect/${begun.token}${query}`);
  }
  if (state.returnUrl === null) {
    return await returnPage(ending.error);
  }
  return redirect(returnUrlWith(state.returnUrl, { connectionId: state.connectionId, ...ending }));
}

function redirect(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
}
