import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://graph.microsoft.com/v1.0";

const LOGIN = "https://login.microsoftonline.com/{tenantId}/oauth2/v2.0";
const WHO = "$select=id,userPrincipalName";

export const auth: Auth = {
  kind: "oauth2",
  secretPrefixes: ["MICROSOFT"],
  // all of an app that acts without a person; one that asks a person needs none
  fields: [
    {
      name: "tenantId",
      label: "Tenant",
      hint: "Entra admin center → Overview → Tenant ID.",
      secret: false,
      required: true,
      example: "00000000-0000-4000-8000-000000000000",
    },
    {
      name: "clientId",
      label: "Application",
      hint: "Entra admin center → App registrations → your app → Application (client) ID; it needs the application permission Calendars.ReadWrite.",
      secret: false,
      required: true,
      example: "00000000-0000-4000-8000-000000000001",
    },
    {
      name: "clientSecret",
      label: "Client secret",
      hint: "Entra admin center → App registrations → your app → Certificates & secrets.",
      secret: true,
      required: true,
      example: "EXAMPLE~exampleEXAMPLE~example",
    },
    {
      name: "userId",
      label: "Acts for",
      hint: "The id or the address of the person whose calendar it is.",
      secret: false,
      required: true,
      example: "jane@example.com",
    },
  ],
  oauth2: {
    docs: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow",
    grants: ["authorization_code", "refresh_token", "client_credentials"],
    authorizeUrl: `${LOGIN}/authorize`,
    tokenUrl: `${LOGIN}/token`,
    placeholders: {
      tenantId: {
        pattern: /common|organizations|consumers|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/,
        default: "common",
      },
    },
    scopes: {
      // without offline_access there is no refresh token
      default: ["offline_access", "openid", "email", "profile", "User.Read", "Calendars.ReadWrite"],
      separator: " ",
    },
    authorizeParameters: { response_mode: "query" },
    pkce: "S256",
    clientAuthentication: "body",
    body: "form",
    lifetimeSeconds: 3_600,
    // each refresh brings a new one, and the old one stays good for a while
    refreshTokens: "kept",
    clientCredentials: { scopes: ["https://graph.microsoft.com/.default"] },
    metadata: {
      call: { method: "GET", url: `${BASE_URL}/me?${WHO}`, authorization: "Bearer {accessToken}" },
      keeps: { userId: ["id"] },
      grants: ["authorization_code"],
    },
  },
};

/** The person whose token it is, or, of an app, the person that it acts for. */
export function userPath({ credentials }: Pick<Call, "credentials">): string {
  const { clientSecret, userId = "" } = credentials;
  return clientSecret === undefined ? "/me" : `/users/${encodeURIComponent(userId)}`;
}

export const api = bearerApi(BASE_URL, "accessToken");

/** https://learn.microsoft.com/graph/api/user-get */
export const connection: ConnectionRules = {
  validate: (call) => {
    const { accessToken = "" } = call.credentials;
    const url = `${BASE_URL}${userPath(call)}?${WHO}`;
    return call.fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
  },
  account: ({ body }) => {
    const id = nameOf(at(body, "id"));
    return id === null ? null : { id, name: nameOf(at(body, "userPrincipalName")) };
  },
  // limits are those of an app and a mailbox
  accountKey: ({ clientId, userId }) =>
    userId === undefined ? null : [clientId, userId].filter((part) => part !== undefined).join(":"),
};
