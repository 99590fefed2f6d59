import type { Call } from "../action.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const API_VERSION = "v66.0";

const LOGIN_HOST = "https://login.salesforce.com";

export const auth: Auth = {
  kind: "oauth2",
  fields: [
    {
      name: "clientId",
      label: "Consumer key",
      hint: "Setup → External Client App Manager → your app → OAuth settings.",
      secret: false,
      required: true,
      example: "3MVG9EXAMPLEexampleEXAMPLEexample",
    },
    {
      name: "clientSecret",
      label: "Consumer secret",
      hint: "The same place; for the client credentials flow, which needs the organization's My Domain as login host.",
      secret: true,
      required: false,
      example: "0123456789ABCDEF0123456789ABCDEF",
    },
    {
      name: "username",
      label: "User name",
      hint: "Of the user that is approved for the app; for the JWT bearer flow.",
      secret: false,
      required: false,
      example: "integration@example.com",
    },
    {
      name: "privateKey",
      label: "Private key",
      hint: "Of the certificate that was uploaded to the app; for the JWT bearer flow.",
      secret: true,
      required: false,
      example: "-----BEGIN PRIVATE KEY-----\nEXAMPLE\n-----END PRIVATE KEY-----",
      multiline: true,
    },
    {
      name: "loginHost",
      label: "Login host",
      hint: "https://login.salesforce.com, https://test.salesforce.com, or the organization's My Domain.",
      secret: false,
      required: false,
      example: LOGIN_HOST,
    },
  ],
  anyOf: [
    ["clientId", "username", "privateKey"],
    ["clientId", "clientSecret", "loginHost"],
  ],
  oauth2: {
    docs: "https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flows.htm",
    grants: ["authorization_code", "refresh_token", "client_credentials", "jwt_bearer"],
    authorizeUrl: "{loginHost}/services/oauth2/authorize",
    tokenUrl: "{loginHost}/services/oauth2/token",
    placeholders: {
      loginHost: {
        pattern: /https:\/\/(?:(?:login|test)\.salesforce\.com|[a-z0-9-]+(?:\.[a-z]+)?\.my\.salesforce\.com)/,
        default: LOGIN_HOST,
      },
    },
    scopes: { default: ["api", "refresh_token"], separator: " " },
    pkce: "S256",
    clientAuthentication: "body",
    body: "form",
    // the answer does not say; a session lives for as long as the organization has it, two hours by default
    lifetimeSeconds: 3_600,
    // unless the app was set to rotate them: then an answer holds the next one
    refreshTokens: "kept",
    clientCredentials: { scopes: [] },
    jwtBearer: {
      issuer: "{clientId}",
      subject: "{username}",
      audience: "{loginHost}",
      lifetimeSeconds: 180,
      privateKey: "{privateKey}",
    },
    errors: { invalid_client_id: "invalid_client", inactive_org: "invalid_grant" },
    // any answer may name another instance
    keeps: { instanceUrl: ["instance_url"], identityUrl: ["id"] },
    revoke: {
      method: "POST",
      url: "{loginHost}/services/oauth2/revoke",
      parameters: { token: "{token}" },
    },
  },
};

/** `https://login.salesforce.com/id/<organization>/<user>` */
function organizationOf({ identityUrl = "" }: Readonly<Record<string, string>>): string | null {
  return /\/id\/(\w{15,18})\/\w{15,18}$/.exec(identityUrl)?.[1] ?? null;
}

/**
 * A path of the REST API at the organization's instance.
 * @throws TypeError where no token's answer has named one
 */
export function requestUrl({ credentials }: Pick<Call, "credentials">, path: string): string {
  return `${new URL(credentials.instanceUrl ?? "").origin}/services/data/${API_VERSION}${path}`;
}

export const api = bearerApi((call) => requestUrl(call, ""), "accessToken");

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_discoveryresource.htm */
export const connection: ConnectionRules = {
  validate: async (call) =>
    await call.fetch(requestUrl(call, "/"), {
      headers: api.authorize(call),
    }),
  account: (_, { credentials }) => {
    const id = organizationOf(credentials);
    return id === null ? null : { id, name: null };
  },
  accountKey: organizationOf,
};
