import { at, idOf, nameOf } from "../../model/read.ts";
import type { OAuth2 } from "../../oauth2/grant.ts";
import type { Call } from "../action.ts";
import { bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://slack.com/api";

/** Errors come under status 200. */
export const oauth2: OAuth2 = {
  docs: "https://docs.slack.dev/authentication/installing-with-oauth",
  grants: ["authorization_code", "refresh_token"],
  authorizeUrl: "https://slack.com/oauth/v2/authorize",
  tokenUrl: `${BASE_URL}/oauth.v2.access`,
  scopes: {
    default: [
      "chat:write",
      "chat:write.public",
      "channels:read",
      "groups:read",
      "im:write",
      "users:read",
      "users:read.email",
    ],
    separator: ",",
  },
  pkce: "none",
  clientAuthentication: "body",
  body: "form",
  tokenField: "botToken",
  // unless the app rotates its tokens: then the answer says twelve hours, and has a refresh token
  lifetimeSeconds: "never",
  refreshTokens: "single_use",
  // https://docs.slack.dev/reference/methods/oauth.v2.access#errors
  errors: {
    invalid_code: "invalid_grant",
    code_already_used: "invalid_grant",
    invalid_refresh_token: "invalid_grant",
    invalid_client_id: "invalid_client",
    bad_client_secret: "invalid_client",
    ratelimited: "temporarily_unavailable",
    request_timeout: "temporarily_unavailable",
    service_unavailable: "temporarily_unavailable",
    internal_error: "temporarily_unavailable",
    fatal_error: "temporarily_unavailable",
  },
  keeps: { teamId: ["team", "id"], appId: ["app_id"], botUserId: ["bot_user_id"] },
  revoke: {
    method: "POST",
    url: `${BASE_URL}/auth.revoke`,
    authorization: "Bearer {accessToken}",
  },
};

/** Calls a method of the Web API with JSON; the token stands in a header only. https://docs.slack.dev/apis/web-api/ */
export function callMethod(method: string, body: unknown, { credentials, fetch }: Call): Promise<Response> {
  return fetch(`${BASE_URL}/${method}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${credentials.botToken ?? ""}`,
      "content-type": "application/json; charset=utf-8",
    },
    body: JSON.stringify(body),
  });
}

/** Calls a method that reads, with its arguments in the query: such methods take no JSON. */
export function readMethod(
  method: string,
  query: Readonly<Record<string, string>>,
  { credentials, fetch }: Call,
): Promise<Response> {
  return fetch(`${BASE_URL}/${method}?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${credentials.botToken ?? ""}` },
  });
}

export const api = bearerApi(BASE_URL, "botToken");

/**
 * https://docs.slack.dev/reference/methods/auth.test
 *
 * Limits are those of one app in one workspace, and so is a bot token: it names the account by itself, unless it changes.
 */
export const connection: ConnectionRules = {
  validate: (call) => callMethod("auth.test", {}, call),
  account: ({ body }) => {
    const id = idOf(at(body, "team_id"));
    return id === null ? null : { id, name: nameOf(at(body, "team")) };
  },
  accountKey: ({ appId, teamId }) =>
    appId === undefined || teamId === undefined ? null : `${appId}:${teamId}`,
};
