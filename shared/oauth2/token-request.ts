import { basicCredentials, type Parameters, requestOf, requestWithBody } from "./call.ts";
import type { OAuth2, OAuthClient, Values } from "./grant.ts";
import { fillUrl, GrantImpossible } from "./template.ts";

/** What a token is asked for with. */
export type GrantInput =
  | {
      readonly grant: "authorization_code";
      readonly code: string;
      /** That of the authorization request, to the letter. RFC 6749 section 4.1.3. */
      readonly redirectUri: string;
      readonly verifier: string | null;
    }
  | { readonly grant: "refresh_token"; readonly refreshToken: string }
  | { readonly grant: "client_credentials"; readonly scopes?: readonly string[] }
  | { readonly grant: "jwt_bearer"; readonly assertion: string }
  | { readonly grant: "exchange"; readonly step: "upgrade" | "renew"; readonly accessToken: string };

export interface TokenRequestOptions {
  readonly client: OAuthClient;
  readonly values: Values;
}

/** RFC 7523 section 2.1. */
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/**
 * The request that gets a token.
 * @throws GrantImpossible where the provider has no such grant, or a value for it is missing or malformed
 */
export function tokenRequest(
  oauth2: OAuth2,
  input: GrantInput,
  { client, values }: TokenRequestOptions,
): Request {
  if (!oauth2.grants.includes(input.grant)) {
    throw new GrantImpossible("field_missing", input.grant);
  }
  if (input.grant === "exchange") {
    const template = oauth2.exchange?.[input.step];
    if (template === undefined) {
      throw new GrantImpossible("field_missing", input.step);
    }
    return requestOf(template, oauth2, { client, values, accessToken: input.accessToken });
  }
  // an assertion proves its issuer by itself: RFC 7523 section 2.1 leaves the client's authentication out
  const authentication = input.grant === "jwt_bearer" ? null : oauth2.clientAuthentication;
  return requestWithBody(fillUrl(oauth2.tokenUrl, values, oauth2), {
    body: oauth2.body,
    parameters: [...parametersOf(oauth2, input), ...clientParameters(authentication, client)],
    authorization: authentication === "basic" ? `Basic ${basicCredentials(client)}` : undefined,
  });
}

function parametersOf(oauth2: OAuth2, input: Exclude<GrantInput, { grant: "exchange" }>): Parameters {
  const always = Object.entries(oauth2.tokenParameters ?? {});
  switch (input.grant) {
    case "authorization_code":
      return [
        ["grant_type", "authorization_code"],
        ["code", input.code],
        ["redirect_uri", input.redirectUri],
        ...(input.verifier === null ? [] : [["code_verifier", input.verifier] as const]),
        ...always,
      ];
    case "refresh_token":
      return [["grant_type", "refresh_token"], ["refresh_token", input.refreshToken], ...always];
    case "client_credentials": {
      const scopes = input.scopes ?? oauth2.clientCredentials?.scopes ?? [];
      return [
        ["grant_type", "client_credentials"],
        ...(scopes.length === 0 ? [] : [["scope", scopes.join(oauth2.scopes.separator)] as const]),
      ];
    }
    case "jwt_bearer":
      return [
        ["grant_type", JWT_BEARER],
        ["assertion", input.assertion],
      ];
  }
}

function clientParameters(
  authentication: OAuth2["clientAuthentication"] | null,
  { id, secret }: OAuthClient,
): Parameters {
  switch (authentication) {
    case "body":
      return [["client_id", id], ...(secret === null ? [] : [["client_secret", secret] as const])];
    case "none":
      return [["client_id", id]];
    default:
      return [];
  }
}
