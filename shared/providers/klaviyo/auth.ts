import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

export const BASE_URL = "https://a.klaviyo.com";
export const API_VERSION = "2026-07-15";

const ACCOUNTS = `${BASE_URL}/api/accounts`;

/** The revision is a must. https://developers.klaviyo.com/en/reference/api_overview */
const versioned = { accept: "application/vnd.api+json", revision: API_VERSION };

export const auth: Auth = {
  kind: "api_key",
  fields: [
    {
      name: "privateKey",
      label: "Private API key",
      hint: "Klaviyo → Settings → API keys → Create private API key, with the scopes you need.",
      secret: true,
      required: true,
      example: "pk_example0example0example0example0",
      pattern: "pk_.+",
    },
  ],
  oauth2: {
    docs: "https://developers.klaviyo.com/en/docs/set_up_oauth",
    grants: ["authorization_code", "refresh_token"],
    authorizeUrl: "https://www.klaviyo.com/oauth/authorize",
    tokenUrl: `${BASE_URL}/oauth/token`,
    scopes: {
      default: [
        "accounts:read",
        "profiles:read",
        "profiles:write",
        "events:read",
        "events:write",
        "lists:read",
        "lists:write",
        "segments:read",
        "subscriptions:write",
        "campaigns:read",
        "campaigns:write",
        "metrics:read",
        "templates:read",
        "webhooks:read",
        "webhooks:write",
      ],
      separator: " ",
    },
    pkce: "S256",
    clientAuthentication: "basic",
    body: "form",
    lifetimeSeconds: 3_600,
    refreshTokens: "single_use",
    metadata: {
      call: {
        method: "GET",
        url: ACCOUNTS,
        authorization: "Bearer {accessToken}",
        headers: versioned,
      },
      keeps: { accountId: ["data", 0, "id"] },
    },
    revoke: {
      method: "POST",
      url: `${BASE_URL}/oauth/revoke`,
      authorization: "Basic {clientBasic}",
      parameters: { token: "{refreshToken}", token_type_hint: "refresh_token" },
    },
  },
};

/** On every request; a key has a scheme of its own, the token of a consent is a bearer's. */
export function requestHeaders({ credentials }: Call): Record<string, string> {
  return { ...versioned, authorization: authorization({ credentials }) };
}

function authorization({ credentials }: Pick<Call, "credentials">): string {
  const { privateKey = "", accessToken } = credentials;
  return accessToken === undefined ? `Klaviyo-API-Key ${privateKey}` : `Bearer ${accessToken}`;
}

export const api: ApiRule = {
  base: () => BASE_URL,
  authorize: (call) => ({ authorization: authorization(call) }),
  defaults: versioned,
};

/** https://developers.klaviyo.com/en/reference/get_accounts */
export const connection: ConnectionRules = {
  validate: (call) => call.fetch(ACCOUNTS, { headers: requestHeaders(call) }),
  account: ({ body }) => {
    const account = at(body, "data", 0);
    const id = nameOf(at(account, "id"));
    const name = at(account, "attributes", "contact_information", "organization_name");
    return id === null ? null : { id, name: nameOf(name) };
  },
  // a key without accounts:read
  proves: ({ status, body }) => status === 403 && at(body, "errors", 0, "code") === "permission_denied",
  accountKey: ({ accountId }) => accountId ?? null,
};
