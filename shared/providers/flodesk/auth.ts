import { bytesToBase64, utf8ToBytes } from "../../crypto/bytes.ts";
import type { Call } from "../action.ts";
import type { ApiRule, Auth, ConnectionRules } from "../define.ts";

export const BASE_URL = "https://api.flodesk.com/v1";

export const auth: Auth = {
  kind: "api_key",
  fields: [
    {
      name: "apiKey",
      label: "API key",
      hint: "Flodesk → Account settings → Integrations → API keys; a paid plan is needed.",
      secret: true,
      required: true,
      example: "fd_key_example0example0example",
    },
  ],
  // only for partners whom Flodesk has approved
  oauth2: {
    docs: "https://developers.flodesk.com/#section/Authentication",
    grants: ["authorization_code", "refresh_token"],
    authorizeUrl: "https://api.flodesk.com/oauth2/authorize",
    tokenUrl: "https://api.flodesk.com/oauth2/token",
    scopes: { default: [], separator: " " },
    pkce: "none",
    clientAuthentication: "basic",
    body: "form",
    lifetimeSeconds: 86_400,
    refreshTokens: "single_use",
    answer: { scope: ["scopes"] },
  },
};

/** The key as a user name with an empty password, or the token of a consent. */
export function authorization({
  credentials: { apiKey = "", accessToken },
}: Pick<Call, "credentials">): string {
  return accessToken === undefined
    ? `Basic ${bytesToBase64(utf8ToBytes(`${apiKey}:`))}`
    : `Bearer ${accessToken}`;
}

export const api: ApiRule = {
  base: () => BASE_URL,
  authorize: (call) => ({ authorization: authorization(call) }),
};

/** https://developers.flodesk.com/#tag/segment; a consent has a page of its own. Neither says whose account it is. */
export const connection: ConnectionRules = {
  validate: (call) => {
    const isConsent = call.credentials.accessToken !== undefined;
    const url = isConsent ? "https://api.flodesk.com/oauth2/userinfo" : `${BASE_URL}/segments/colors`;
    return call.fetch(url, { headers: { authorization: authorization(call) } });
  },
};
