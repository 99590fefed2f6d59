import { CLIENT_IN_BODY, codeForm, type OutboundVectors, proofs } from "../vectors.ts";
import { actions } from "./action-vectors.ts";
import { answers } from "./answer-vectors.ts";
import { TO, TOKEN } from "./sample-vectors.ts";

export const outbound: OutboundVectors = {
  connection: { credentials: { accessToken: TOKEN, phoneNumberId: "106540352242922" } },
  actions,
  answers,
  messages: [
    {
      title: "words to a number",
      message: { channel: "whatsapp", to: TO, text: "Hi" },
      input: { to: TO, text: "Hi" },
    },
  ],
  connections: proofs({
    request: {
      method: "GET",
      url: "https://graph.facebook.com/v23.0/106540352242922?fields=id,verified_name,quality_rating",
      headers: { authorization: `Bearer ${TOKEN}` },
    },
    good: {
      answer: {
        status: 200,
        body: { id: "106540352242922", verified_name: "Acme", quality_rating: "GREEN" },
      },
      account: { id: "106540352242922", name: "Acme" },
    },
    refused: {
      answer: {
        status: 400,
        body: { error: { message: "Session has expired", type: "OAuthException", code: 190 } },
      },
      code: "190",
    },
  }),
  consents: [
    {
      title: "a business's token, which never ends",
      authorize:
        "https://www.facebook.com/v23.0/dialog/oauth?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=whatsapp_business_management%2Cwhatsapp_business_messaging",
      request: {
        method: "POST",
        url: "https://graph.facebook.com/v23.0/oauth/access_token",
        headers: { authorization: null },
        body: codeForm(...CLIENT_IN_BODY),
      },
      answer: { status: 200, body: { access_token: "at", token_type: "bearer" } },
      tokens: { accessToken: "at", refreshToken: null, lifetimeSeconds: null, extra: {} },
      renew: {
        request: {
          method: "POST",
          url: "https://graph.facebook.com/v23.0/oauth/access_token",
          headers: {},
          body: {
            form: [["grant_type", "fb_exchange_token"], ...CLIENT_IN_BODY, ["fb_exchange_token", "at"]],
          },
        },
      },
      revoke: {
        method: "DELETE",
        url: "https://graph.facebook.com/v23.0/me/permissions",
        headers: { authorization: "Bearer at" },
      },
    },
  ],
};
