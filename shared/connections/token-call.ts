import { readAnswer } from "../call/answer.ts";
import { type CallTrace, createProviderFetch } from "../call/fetch.ts";
import type { Clock } from "../clock.ts";
import { parseRetryAfter } from "../flow/retry-after.ts";
import type { Grant, OAuth2, OAuthClient, Values } from "../oauth2/grant.ts";
import { metadataRequest, readMetadata } from "../oauth2/metadata.ts";
import { readTokenAnswer, type TokenAnswer, type TokenAnswerOptions } from "../oauth2/token-answer.ts";
import { TOKEN_ERRORS } from "../oauth2/token-error.ts";
import { type GrantInput, tokenRequest } from "../oauth2/token-request.ts";
import type { ProviderAnswer } from "../providers/action.ts";
import type { ProviderDefinition } from "../providers/define.ts";

/** Some token endpoints take 25 s. */
const TIMEOUT_MS = 30_000;

export interface TokenTools {
  readonly settings: { readonly PROVIDER_ORIGINS: Readonly<Record<string, string>> };
  readonly clock: Clock;
}

export interface TokenCall {
  readonly provider: Pick<ProviderDefinition, "id">;
  readonly oauth2: OAuth2;
  readonly client: OAuthClient;
  readonly values: Values;
}

/** `lost`: the request left, and whether the provider acted on it is unknown. */
export type TokenResult = TokenAnswer | { readonly ok: false; readonly lost: true };

/** Asks a token endpoint. @throws GrantImpossible where a value that the request needs is missing or malformed */
export async function askForToken(
  { provider, oauth2, client, values }: TokenCall,
  input: GrantInput,
  options: Omit<TokenAnswerOptions, "now">,
  tools: TokenTools,
): Promise<TokenResult> {
  const now = tools.clock();
  const answer = await send(provider, tokenRequest(oauth2, input, { client, values }), tools);
  if (answer === null) {
    return { ok: false, lost: true };
  }
  const read = readTokenAnswer(oauth2, answer, { ...options, now });
  const retryAfterMs = parseRetryAfter(answer.headers.get("retry-after"), tools.clock());
  return read.ok || retryAfterMs === null || TOKEN_ERRORS[read.error.code] !== "retry"
    ? read
    : { ok: false, error: { ...read.error, retryAfterMs } };
}

/** What the provider says of a fresh token beside it; null where it does not answer, or says too little. */
export async function askForMetadata(
  { provider, oauth2, client, values }: TokenCall,
  { grant, accessToken }: { readonly grant: Grant; readonly accessToken: string },
  tools: TokenTools,
): Promise<Readonly<Record<string, string>> | null> {
  const request = metadataRequest(oauth2, { grant, client, values, accessToken });
  if (request === null) {
    return {};
  }
  const answer = await send(provider, request, tools);
  return answer === null ? null : readMetadata(oauth2, answer);
}

async function send(
  provider: Pick<ProviderDefinition, "id">,
  request: Request,
  { settings }: TokenTools,
): Promise<ProviderAnswer | null> {
  const trace: CallTrace = { started: 0, failure: null };
  const call = createProviderFetch({
    provider: provider.id,
    timeoutMs: TIMEOUT_MS,
    origins: settings.PROVIDER_ORIGINS,
    trace,
    fetch: (input, init) => fetch(input, init),
  });
  try {
    return await readAnswer(await call(request));
  } catch {
    return null;
  }
}
