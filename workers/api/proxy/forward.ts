import { DEFAULT_TIMEOUT_MS, filledInHosts } from "../../../shared/call/call.ts";
import { type CallTrace, createProviderFetch } from "../../../shared/call/fetch.ts";
import { readHints } from "../../../shared/call/hints.ts";
import { classifyAnswer, classifyFailure } from "../../../shared/call/outcome.ts";
import { type OpenedCredential, openConnection } from "../../../shared/connections/credentials.ts";
import { refreshRefused } from "../../../shared/connections/usable.ts";
import { type ConnectionRow, findConnection, noteFailure } from "../../../shared/db/queries/connections.ts";
import { Problem } from "../../../shared/errors.ts";
import { retryDelayMs } from "../../../shared/flow/backoff.ts";
import { parseRetryAfter } from "../../../shared/flow/retry-after.ts";
import type { ApiRule, ProviderDefinition } from "../../../shared/providers/define.ts";
import { answeredHeaders, forwardedHeaders } from "../../../shared/proxy/headers.ts";
import { coverSecrets, holdsSecret } from "../../../shared/proxy/redact.ts";
import { type Secrets, secretsOf } from "../../../shared/proxy/secret.ts";
import { proxyTarget } from "../../../shared/proxy/target.ts";
import type { Context } from "../../context.ts";
import { permitted, type Tried } from "./permitted.ts";

/** RFC 9110 section 9.2.1, without TRACE, which is no API's. */
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** Have a provider take a GET for another method: whether such a call only reads is not known here. */
const OVERRIDES = ["x-http-method-override", "x-http-method", "x-method-override"];
const RETRIED = new Set([502, 503, 504]);
const MAX_TRIES = 3;
const BACKOFF = { kind: "exponential", baseMs: 100, factor: 2, maxMs: 5_000, jitter: 0.5 } as const;

export interface Forwarded {
  readonly provider: ProviderDefinition;
  readonly api: ApiRule;
  readonly row: ConnectionRow;
  readonly opened: OpenedCredential;
  readonly request: Request;
  /** The path of the proxy, without a slash at its end. */
  readonly prefix: string;
}

/**
 * Makes a client's call of a provider's API: with the connection's credential, within the account's limits and the
 * breakers, within the provider's time limit for all tries together. Safe methods are tried again after a 502, 503, 504 or no answer; a 401
 * has the token refreshed, and the call made once more where it has no body. The provider's answer is the client's, errors too.
 * @throws Problem where the provider was not asked, or did not answer
 */
export async function forward(forwarded: Forwarded, context: Context): Promise<Response> {
  const { provider, request } = forwarded;
  const deadline = context.clock() + (provider.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  let { row, opened } = forwarded;
  let isRefreshed = false;
  for (let tries = 1; ; tries += 1) {
    const tried = await tryOnce({ ...forwarded, opened }, deadline, context);
    const { response, trace } = tried;
    if (response?.status === 401 && !isRefreshed) {
      isRefreshed = true;
      const fresh = await refreshed(row, context);
      if (fresh !== null && request.body === null && tries < MAX_TRIES) {
        ({ row, opened } = fresh);
        await response.body?.cancel();
        continue;
      }
    }
    const waitMs = retryWait(tried, { request, tries, leftMs: deadline - context.clock() }, context);
    if (waitMs !== null) {
      await response?.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      continue;
    }
    if (response !== null) {
      if (response.status === 401) {
        const failure = { at: context.clock(), cause: "revoked", code: "http_401" } as const;
        await noteFailure(context.db, row, failure);
      }
      return await answered(response, { ...forwarded, opened }, tries);
    }
    const headers = { "x-causeway-attempts": String(tries) };
    if (trace.failure === "address") {
      throw new Problem("connection_not_usable", "The credential's address is not a public one.", {
        headers,
      });
    }
    throw trace.failure === "timeout"
      ? new Problem("provider_timeout", "Whether the provider acted is unknown.", { headers })
      : new Problem("provider_unreachable", "Whether the provider acted is unknown.", { headers });
  }
}

async function tryOnce(
  { provider, api, row, opened, request, prefix }: Forwarded,
  deadline: number,
  context: Context,
): Promise<Tried> {
  const { pathname, search } = new URL(request.url);
  const url = proxyTarget(baseOf(api, opened), pathname.slice(prefix.length), search);
  if (url === null) {
    throw new Problem("proxy_path_refused", "Name a path of the provider's API, without `..`, `//` or `\\`.");
  }
  for (const [name, value] of Object.entries((await api.query?.(opened)) ?? {})) {
    url.searchParams.set(name, value);
  }
  const headers = forwardedHeaders(request.headers, {
    authorize: api.authorize(opened),
    defaults: api.defaults,
  });
  const { organizationId } = row;
  const path = url.pathname.slice(new URL(baseOf(api, opened)).pathname.replace(/\/$/, "").length);
  const called = { method: request.method, path };
  return await permitted({ organizationId, provider, opened, request: called }, context, async () => {
    const trace: CallTrace = { started: 0, failure: null };
    const call = createProviderFetch({
      provider: provider.id,
      timeoutMs: Math.max(1, deadline - context.clock()),
      origins: context.settings.PROVIDER_ORIGINS,
      trace,
      fetch: (input, init) => fetch(input, init),
      resolve: filledInHosts(provider, opened.credentials, context.settings),
      streaming: true,
    });
    try {
      const response = await call(url.href, { method: request.method, headers, body: request.body });
      const answer = { status: response.status, headers: response.headers, body: null };
      const now = context.clock();
      const outcome = classifyAnswer(provider, null, answer, now);
      return { response, trace, outcome, hints: readHints(provider, response.headers, now) };
    } catch {
      return { response: null, trace, outcome: classifyFailure(null, trace), hints: [] };
    }
  });
}

/** @throws Problem where the credentials do not say where the API is */
function baseOf(api: ApiRule, opened: OpenedCredential): string {
  try {
    return api.base(opened);
  } catch {
    throw new Problem(
      "connection_not_usable",
      "The credential does not name the API's address. Validate the connection.",
    );
  }
}

/** The connection with a fresh token; null where refreshing does not help. */
async function refreshed(
  row: ConnectionRow,
  context: Context,
): Promise<Pick<Forwarded, "row" | "opened"> | null> {
  const result = await refreshRefused(row, context);
  const fresh =
    result?.kind === "fresh" ? await findConnection(context.db, row.organizationId, row.id) : null;
  return fresh === null ? null : { row: fresh, opened: await openConnection(fresh, context.vault) };
}

/** ms to wait before the next try; null where there is none. */
function retryWait(
  { response, trace }: Tried,
  { request, tries, leftMs }: { readonly request: Request; readonly tries: number; readonly leftMs: number },
  { clock }: Context,
): number | null {
  const isFailure = response === null ? trace.failure === "network" : RETRIED.has(response.status);
  const isSafe = SAFE.has(request.method) && !OVERRIDES.some((name) => request.headers.has(name));
  if (!isFailure || !isSafe || tries >= MAX_TRIES) {
    return null;
  }
  const retryAfterMs = parseRetryAfter(response?.headers.get("retry-after") ?? null, clock());
  const waitMs = retryDelayMs(BACKOFF, { attempt: tries, retryAfterMs }, Math.random);
  return waitMs < leftMs ? waitMs : null;
}

async function answered(
  response: Response,
  { provider, api, opened, request, prefix }: Forwarded,
  tries: number,
): Promise<Response> {
  const base = baseOf(api, opened);
  const { pathname, search } = new URL(request.url);
  const url = `${base}${pathname.slice(prefix.length)}${search}`;
  const secrets = await secretsOfCall(provider, api, opened);
  const headers = answeredHeaders(response.headers, url, { base, prefix, secrets });
  headers.set("x-causeway-attempts", String(tries));
  const { status, statusText, body } = response;
  if (body !== null && !isReadable(response.headers)) {
    await body.cancel();
    throw new Problem(
      "provider_encoding_unknown",
      "The call was made; its answer came in an encoding in which it cannot be searched for the credential.",
      { headers: { "x-causeway-attempts": String(tries) } },
    );
  }
  return new Response(body === null ? null : body.pipeThrough(coverSecrets(secrets)), {
    status,
    statusText: holdsSecret(secrets, statusText) ? "" : statusText,
    headers,
  });
}

/**
 * What the runtime decodes when a body is read; another encoding would hide what is in it.
 * https://developers.cloudflare.com/workers/configuration/compatibility-flags/#brotli-content-encoding-support
 */
const DECODED = new Set(["", "identity", "gzip", "br"]);

function isReadable(headers: Headers): boolean {
  return DECODED.has((headers.get("content-encoding") ?? "").trim().toLowerCase());
}

/** All of the credential that must not come back, and the header and the parameters that it was sent in. */
async function secretsOfCall(
  { auth }: ProviderDefinition,
  api: ApiRule,
  opened: OpenedCredential,
): Promise<Secrets> {
  const { tokenField = "accessToken" } = auth.oauth2 ?? {};
  const secretFields = auth.fields.filter(({ secret }) => secret).map(({ name }) => name);
  const names = [...secretFields, tokenField, "accessToken", "refreshToken"];
  const [, sent] = /^\S+ (.+)$/.exec(api.authorize(opened).authorization ?? "") ?? [];
  const open = new Set(
    auth.fields.filter(({ secret }) => !secret).map(({ name }) => opened.credentials[name]),
  );
  const asked = Object.values((await api.query?.(opened)) ?? {}).filter((value) => !open.has(value));
  return secretsOf([...names.map((name) => opened.credentials[name]), sent, ...asked]);
}
