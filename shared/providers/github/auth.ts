import { at, idOf, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.github.com";
export const API_VERSION = "2022-11-28";

const versioned = { accept: "application/vnd.github+json", "x-github-api-version": API_VERSION };

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "token",
      label: "Access token",
      hint: "Settings → Developer settings → Fine-grained tokens, with the repositories and permissions you need.",
      secret: true,
      required: true,
      example: "github_pat_11EXAMPLE0EXAMPLE0EXAMPLE",
    },
  ],
  oauth2: {
    docs: "https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps",
    grants: ["authorization_code", "refresh_token"],
    authorizeUrl: "https://github.com/login/oauth/authorize",
    // since August 2026: https://github.com/openiddict/openiddict-core/pull/2529
    issuer: "https://github.com/login/oauth",
    tokenUrl: "https://github.com/login/oauth/access_token",
    scopes: { default: ["repo", "admin:repo_hook", "read:org"], separator: " " },
    pkce: "S256",
    clientAuthentication: "body",
    body: "form",
    tokenField: "token",
    // of an OAuth app; those of a GitHub App's users say how long they live
    lifetimeSeconds: "never",
    refreshTokens: "single_use",
    errors: {
      bad_verification_code: "invalid_grant",
      bad_refresh_token: "invalid_grant",
      incorrect_client_credentials: "invalid_client",
    },
    metadata: {
      call: {
        method: "GET",
        url: `${BASE_URL}/user`,
        authorization: "Bearer {accessToken}",
        headers: versioned,
      },
      keeps: { accountId: ["id"], login: ["login"] },
    },
    revoke: {
      method: "DELETE",
      url: `${BASE_URL}/applications/{clientId}/token`,
      authorization: "Basic {clientBasic}",
      headers: versioned,
      body: "json",
      parameters: { access_token: "{accessToken}" },
    },
  },
};

/** On every request. https://docs.github.com/rest/about-the-rest-api/api-versions */
export function requestHeaders({ credentials }: Pick<Call, "credentials">): Record<string, string> {
  return { ...versioned, ...api.authorize({ credentials }) };
}

export const api = bearerApi(BASE_URL, "token", versioned);

/** https://docs.github.com/rest/users/users#get-the-authenticated-user */
export const connection: ConnectionRules = {
  validate: (call) => call.fetch(`${BASE_URL}/user`, { headers: requestHeaders(call) }),
  account: ({ body }) => {
    const id = idOf(at(body, "id"));
    return id === null ? null : { id, name: nameOf(at(body, "login")) };
  },
  accountKey: ({ accountId }) => accountId ?? null,
};
