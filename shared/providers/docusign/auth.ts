import { at, itemsAt, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

/** The account servers. https://developers.docusign.com/platform/auth/reference/ */
const SERVERS = { production: "account.docusign.com", demo: "account-d.docusign.com" } as const;

const USER_INFO = "/oauth/userinfo";

/** The one account, or that which the user calls their default. */
const chosen = ["accounts", { whereTrue: "is_default" }] as const;

export const auth: Auth = {
  kind: "oauth2",
  fields: [
    {
      name: "integrationKey",
      label: "Integration key",
      hint: "DocuSign → Settings → Apps and Keys → your app.",
      secret: false,
      required: true,
      example: "00000000-0000-4000-8000-000000000000",
    },
    {
      name: "userId",
      label: "User id",
      hint: "Apps and Keys → My Account Information → User ID. This user must consent once to the scopes signature and impersonation.",
      secret: false,
      required: true,
      example: "00000000-0000-4000-8000-000000000001",
    },
    {
      name: "rsaPrivateKey",
      label: "RSA private key",
      hint: "Apps and Keys → your app → Service Integration → Generate RSA, the private key.",
      secret: true,
      required: true,
      example: "-----BEGIN RSA PRIVATE KEY-----\nEXAMPLE\n-----END RSA PRIVATE KEY-----",
      multiline: true,
    },
    {
      name: "environment",
      label: "Environment",
      hint: "demo for a developer account.",
      secret: false,
      required: false,
      example: "production",
      choices: Object.keys(SERVERS),
    },
  ],
  oauth2: {
    docs: "https://developers.docusign.com/platform/auth/",
    grants: ["authorization_code", "refresh_token", "jwt_bearer"],
    authorizeUrl: "https://{environment}/oauth/auth",
    tokenUrl: "https://{environment}/oauth/token",
    placeholders: { environment: { values: SERVERS, default: "production" } },
    scopes: { default: ["signature", "extended"], separator: " " },
    pkce: "none",
    clientAuthentication: "basic",
    body: "form",
    client: { id: "integrationKey" },
    lifetimeSeconds: 3_600,
    refreshTokens: "single_use",
    jwtBearer: {
      issuer: "{integrationKey}",
      subject: "{userId}",
      audience: "{environment}",
      scopes: ["signature", "impersonation"],
      lifetimeSeconds: 3_600,
      privateKey: "{rsaPrivateKey}",
    },
    // calls go to the address of the account, wherever DocuSign keeps it
    metadata: {
      call: {
        method: "GET",
        url: `https://{environment}${USER_INFO}`,
        authorization: "Bearer {accessToken}",
      },
      keeps: { accountId: [...chosen, "account_id"], baseUri: [...chosen, "base_uri"] },
    },
  },
};

/**
 * Where the account is kept, as DocuSign says of a fresh token. https://developers.docusign.com/platform/auth/reference/user-info/
 * @throws TypeError where it has not said so, or names a host that is not its own
 */
function accountBase({ credentials }: Pick<Call, "credentials">): string {
  const { baseUri = "", accountId = "" } = credentials;
  const { protocol, hostname, origin } = new URL(baseUri);
  if (protocol !== "https:" || !hostname.endsWith(".docusign.net") || accountId === "") {
    throw new TypeError("The account's address is not one of DocuSign's.");
  }
  return `${origin}/restapi/v2.1/accounts/${encodeURIComponent(accountId)}`;
}

export const api = bearerApi(accountBase, "accessToken");

/** https://developers.docusign.com/platform/auth/reference/user-info/ */
export const connection: ConnectionRules = {
  validate: ({ credentials, fetch }) => {
    const server = credentials.environment === "demo" ? SERVERS.demo : SERVERS.production;
    return fetch(`https://${server}${USER_INFO}`, {
      headers: api.authorize({ credentials }),
    });
  },
  account: ({ body }, { credentials: { accountId } }) => {
    const accounts = itemsAt(body, "accounts");
    const wanted = (item: unknown) =>
      accountId === undefined ? at(item, "is_default") === true : at(item, "account_id") === accountId;
    const found = accounts.find(wanted);
    const id = nameOf(at(found, "account_id"));
    return id === null ? null : { id, name: nameOf(at(found, "account_name")) };
  },
  accountKey: ({ accountId }) => accountId ?? null,
};
