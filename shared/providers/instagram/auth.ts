import { at, idOf, nameOf } from "../../model/read.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

const ORIGIN = "https://graph.instagram.com";

export const BASE_URL = `${ORIGIN}/v23.0`;

const ME = `${BASE_URL}/me?fields=user_id,username`;

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "accessToken",
      label: "Access token",
      hint: "Instagram → API setup with Instagram login → Generate token; it lasts 60 days.",
      secret: true,
      required: true,
      example: "IGAAEXAMPLEexampleEXAMPLEexample",
    },
    {
      name: "igUserId",
      label: "Account id",
      hint: "The id of the professional account, shown beside the token.",
      secret: false,
      required: true,
      example: "17841400000000001",
      pattern: "[0-9]+",
    },
  ],
  // there are no refresh tokens: a token is traded for one that lives 60 days, and that for its successor
  oauth2: {
    docs: "https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login",
    grants: ["authorization_code", "exchange"],
    authorizeUrl: "https://www.instagram.com/oauth/authorize",
    tokenUrl: "https://api.instagram.com/oauth/access_token",
    scopes: {
      default: ["instagram_business_basic", "instagram_business_manage_messages"],
      separator: ",",
    },
    pkce: "none",
    clientAuthentication: "body",
    body: "form",
    lifetimeSeconds: 3_600,
    refreshAfterSeconds: 50 * 86_400,
    exchange: {
      upgrade: {
        method: "GET",
        url: `${ORIGIN}/access_token`,
        parameters: {
          grant_type: "ig_exchange_token",
          client_secret: "{clientSecret}",
          access_token: "{accessToken}",
        },
      },
      renew: {
        method: "GET",
        url: `${ORIGIN}/refresh_access_token`,
        parameters: { grant_type: "ig_refresh_token", access_token: "{accessToken}" },
      },
      minimumAgeSeconds: 86_400,
    },
    answer: { scope: ["permissions"], error: [["error", "code"], ["error_type"]] },
    errors: { "190": "invalid_grant" },
    // the token's answer has the id as a number, too large to be read exactly
    metadata: {
      call: { method: "GET", url: ME, authorization: "Bearer {accessToken}" },
      keeps: { igUserId: ["user_id"], username: ["username"] },
    },
  },
};

export const api = bearerApi(BASE_URL, "accessToken");

/** https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/get-started */
export const connection: ConnectionRules = {
  validate: ({ credentials, fetch }) => fetch(ME, { headers: api.authorize({ credentials }) }),
  account: ({ body }) => {
    const id = idOf(at(body, "user_id"));
    return id === null ? null : { id, name: nameOf(at(body, "username")) };
  },
  accountKey: ({ igUserId }) => igUserId ?? null,
};
