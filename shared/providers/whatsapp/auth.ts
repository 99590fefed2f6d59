import { at, nameOf } from "../../model/read.ts";
import { type Auth, bearerApi, type ConnectionRules } from "../define.ts";

export const BASE_URL = "https://graph.facebook.com/v23.0";

const TOKEN_URL = `${BASE_URL}/oauth/access_token`;

export const auth: Auth = {
  kind: "bearer",
  fields: [
    {
      name: "accessToken",
      label: "Access token",
      hint: "Business Settings → System users → Generate token, with whatsapp_business_messaging and whatsapp_business_management.",
      secret: true,
      required: true,
      example: "EAAEXAMPLEexampleEXAMPLEexample",
    },
    {
      name: "phoneNumberId",
      label: "Phone number id",
      hint: "WhatsApp → API Setup → Phone number ID, which is not the number.",
      secret: false,
      required: true,
      example: "106540352242922",
      pattern: "[0-9]+",
    },
    {
      name: "wabaId",
      label: "Business account id",
      hint: "WhatsApp → API Setup → WhatsApp Business Account ID.",
      secret: false,
      required: false,
      example: "102290129340398",
      pattern: "[0-9]+",
    },
  ],
  // there are no refresh tokens: a business's tokens never end, a person's are traded for their successors
  oauth2: {
    docs: "https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow",
    grants: ["authorization_code", "exchange"],
    authorizeUrl: "https://www.facebook.com/v23.0/dialog/oauth",
    tokenUrl: TOKEN_URL,
    scopes: {
      default: ["whatsapp_business_management", "whatsapp_business_messaging"],
      separator: ",",
    },
    pkce: "none",
    clientAuthentication: "body",
    body: "form",
    lifetimeSeconds: "never",
    exchange: {
      renew: {
        method: "POST",
        url: TOKEN_URL,
        parameters: {
          grant_type: "fb_exchange_token",
          client_id: "{clientId}",
          client_secret: "{clientSecret}",
          fb_exchange_token: "{accessToken}",
        },
      },
    },
    answer: { error: [["error", "code"]] },
    errors: { "190": "invalid_grant" },
    revoke: {
      method: "DELETE",
      url: `${BASE_URL}/me/permissions`,
      authorization: "Bearer {accessToken}",
    },
  },
};

export const api = bearerApi(BASE_URL, "accessToken");

/** https://developers.facebook.com/docs/whatsapp/business-management-api/manage-phone-numbers: limits are the number's. */
export const connection: ConnectionRules = {
  validate: ({ credentials, fetch }) => {
    const { accessToken = "", phoneNumberId = "" } = credentials;
    const url = `${BASE_URL}/${encodeURIComponent(phoneNumberId)}?fields=id,verified_name,quality_rating`;
    return fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
  },
  account: ({ body }) => {
    const id = nameOf(at(body, "id"));
    return id === null ? null : { id, name: nameOf(at(body, "verified_name")) };
  },
  accountKey: ({ phoneNumberId }) => phoneNumberId ?? null,
};
