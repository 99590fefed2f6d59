import { bytesToHex, utf8ToBytes } from "../../crypto/bytes.ts";
import { at, nameOf } from "../../model/read.ts";
import type { Call } from "../action.ts";
import { type ApiRule, type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const API_VERSION = "v25.0";

export const BASE_URL = `https://graph.facebook.com/${API_VERSION}`;

const TOKEN_URL = `${BASE_URL}/oauth/access_token`;

/** https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived */
const longLived = {
  method: "POST",
  url: TOKEN_URL,
  parameters: {
    grant_type: "fb_exchange_token",
    client_id: "{clientId}",
    client_secret: "{clientSecret}",
    fb_exchange_token: "{accessToken}",
  },
} as const;

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "accessToken",
      label: "Access token",
      hint: "Business settings → System users → Generate token, with ads_management; it never ends unless you say so.",
      secret: true,
      required: true,
      example: "EAAEXAMPLEexampleEXAMPLEexample",
    },
    {
      name: "adAccountId",
      label: "Ad account",
      hint: "Ads Manager, in the list of accounts: the digits, without act_. Its owner must have accepted the terms of custom audiences.",
      secret: false,
      required: true,
      example: "1234567890123456",
      pattern: "[0-9]+",
    },
    {
      name: "appSecret",
      label: "App secret",
      hint: "App dashboard → App settings → Basic; needed where the app demands proof of it.",
      secret: true,
      required: false,
      example: "0123456789abcdef0123456789abcdef",
    },
  ],
  // there are no refresh tokens: a token is traded for one of some 60 days, and that for its successor
  oauth2: {
    docs: "https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow",
    grants: ["authorization_code", "exchange"],
    authorizeUrl: `https://www.facebook.com/${API_VERSION}/dialog/oauth`,
    tokenUrl: TOKEN_URL,
    scopes: { default: ["ads_management", "business_management"], separator: "," },
    pkce: "none",
    clientAuthentication: "body",
    body: "form",
    // a system user's answer says none
    lifetimeSeconds: "never",
    refreshAfterSeconds: 50 * 86_400,
    exchange: { upgrade: longLived, renew: longLived },
    answer: { error: [["error", "code"]] },
    errors: { "190": "invalid_grant" },
    revoke: {
      method: "DELETE",
      url: `${BASE_URL}/me/permissions`,
      authorization: "Bearer {accessToken}",
    },
  },
};

/**
 * The proof that the caller knows the app's secret, where the connection has it: HMAC-SHA256 of the token.
 * https://developers.facebook.com/docs/graph-api/guides/secure-requests
 */
async function proofOf({ credentials }: Pick<Call, "credentials">): Promise<Record<string, string>> {
  const { accessToken = "", appSecret } = credentials;
  if (appSecret === undefined) {
    return {};
  }
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", utf8ToBytes(appSecret), algorithm, false, ["sign"]);
  const proof = await crypto.subtle.sign("HMAC", key, utf8ToBytes(accessToken));
  return { appsecret_proof: bytesToHex(new Uint8Array(proof)) };
}

export const api: ApiRule = { ...bearerApi(BASE_URL, "accessToken"), query: proofOf };

/** A path with that proof. */
export async function requestUrl(call: Pick<Call, "credentials">, path: string): Promise<string> {
  const url = new URL(BASE_URL + path);
  for (const [name, value] of Object.entries(await proofOf(call))) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

/** Filled in, or, where a person consented, a setting of the connection. */
export function accountOf({ credentials, config }: Pick<Call, "credentials" | "config">): string {
  return encodeURIComponent(credentials.adAccountId ?? nameOf(config.adAccountId) ?? "");
}

/** https://developers.facebook.com/docs/marketing-api/reference/ad-account */
export const connection: ConnectionRules = {
  validate: async (call) => {
    const path = `/act_${accountOf(call)}?fields=id,name,account_status`;
    return await call.fetch(await requestUrl(call, path), {
      headers: { authorization: `Bearer ${call.credentials.accessToken ?? ""}` },
    });
  },
  account: ({ body }) => {
    const id = nameOf(at(body, "id"));
    return id === null ? null : { id, name: nameOf(at(body, "name")) };
  },
  accountKey: ({ adAccountId }) => adAccountId ?? null,
};
