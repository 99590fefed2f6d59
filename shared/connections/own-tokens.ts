import type { ConnectionRow } from "../db/queries/connections.ts";
import { ownClient, ownGrant } from "../oauth2/client.ts";
import { signAssertion } from "../oauth2/jwt-assertion.ts";
import { GrantImpossible } from "../oauth2/template.ts";
import type { GrantInput } from "../oauth2/token-request.ts";
import type { ProviderDefinition } from "../providers/define.ts";
import { askForMetadata, askForToken, type TokenTools } from "./token-call.ts";
import { tokenColumns, withTokens } from "./tokens.ts";

/** Credentials as they can be used, and what the row says of their tokens. */
export type OwnTokens =
  | ({
      readonly ok: true;
      readonly credentials: Readonly<Record<string, string>>;
    } & Pick<ConnectionRow, "tokens" | "refreshDueAt">)
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

/**
 * The first token of a connection that gets its tokens by itself: with a service account, a signed assertion or client
 * credentials. Credentials of any other kind are usable as they are.
 */
export async function ownTokens(
  provider: ProviderDefinition,
  {
    credentials,
    config,
  }: {
    readonly credentials: Readonly<Record<string, string>>;
    readonly config: Readonly<Record<string, unknown>>;
  },
  tools: TokenTools,
): Promise<OwnTokens> {
  const { oauth2 } = provider.auth;
  const values = { ...config, ...credentials };
  const grant = oauth2 === undefined ? null : ownGrant(oauth2, values);
  if (oauth2 === undefined || grant === null) {
    return { ok: true, credentials, tokens: null, refreshDueAt: null };
  }
  const now = tools.clock();
  const client = ownClient(oauth2, values) ?? { id: "", secret: null };
  const call = { provider, oauth2, client, values };
  try {
    const { jwtBearer, clientCredentials } = oauth2;
    const input: GrantInput =
      grant === "jwt_bearer" && jwtBearer !== undefined
        ? { grant, assertion: await signAssertion(oauth2, jwtBearer, { values, now }) }
        : { grant: "client_credentials" };
    const scopes = (grant === "jwt_bearer" ? jwtBearer?.scopes : clientCredentials?.scopes) ?? [];
    const result = await askForToken(call, input, { scopes }, tools);
    if (!result.ok) {
      return "lost" in result
        ? failure("temporarily_unavailable", "The provider's token endpoint did not answer.")
        : { ok: false, error: { code: result.error.code, message: result.error.message } };
    }
    const { accessToken, extra } = result.tokens;
    const metadata = await askForMetadata(call, { grant, accessToken }, tools);
    if (metadata === null) {
      return failure("temporarily_unavailable", "The provider did not say where the account is.");
    }
    const tokens = { ...result.tokens, extra: { ...extra, ...metadata } };
    return {
      ok: true,
      credentials: withTokens(provider, credentials, tokens),
      ...tokenColumns(oauth2, tokens, { grant, client, version: 1, now }),
    };
  } catch (cause) {
    if (cause instanceof GrantImpossible) {
      return failure("credentials_malformed", `The field ${cause.field} is missing, or not in its form.`);
    }
    throw cause;
  }
}

function failure(code: string, message: string): OwnTokens {
  return { ok: false, error: { code, message } };
}
