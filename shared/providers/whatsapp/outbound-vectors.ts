import { CLIENT_IN_BODY, codeForm, type OutboundVectors, proofs } from "../vectors.ts";
import { actions } from "./action-vectors.ts";
import { answers } from "./answer-vectors.ts";
import { TO, TOKEN } from "./sample-vectors.ts";

export const outbound: OutboundVectors = {
  connection: {
    credentials: { accessToken: TOKEN, phoneNumberId: "106540352242922", wabaId: "102290129340398" },
  },
  actions,
  answers,
  messages: [
    {
      title: "words to a number",
      message: { channel: "whatsapp", to: TO, text: "Hi" },
      input: { to: TO, text: "Hi" },
    },
    {
      title: "a file, whose kind is its extension's, with words beside it",
      message: {
        channel: "whatsapp",
        to: TO,
        text: "Your invoice",
        mediaUrls: ["https://x.example/a/Invoice.PDF?v=1"],
      },
      action: "message.send_media",
      input: {
        to: TO,
        type: "document",
        link: "https://x.example/a/Invoice.PDF?v=1",
        caption: "Your invoice",
      },
    },
    {
      title: "a template with variables by number, in their order",
      message: {
        channel: "whatsapp",
        to: TO,
        template: { id: "order_shipped", language: "de", data: { 10: "j", 2: "b", 1: 7 } },
      },
      action: "message.send_template",
      input: {
        to: TO,
        name: "order_shipped",
        language: "de",
        components: [
          {
            type: "body",
            parameters: [
              { type: "text", text: "7" },
              { type: "text", text: "b" },
              { type: "text", text: "j" },
            ],
          },
        ],
      },
    },
    {
      title: "a template with variables by name",
      message: {
        channel: "whatsapp",
        to: TO,
        template: { id: "order_shipped", language: "de", data: { first_name: "Zoë" } },
      },
      action: "message.send_template",
      input: {
        to: TO,
        name: "order_shipped",
        language: "de",
        components: [
          { type: "body", parameters: [{ type: "text", text: "Zoë", parameterName: "first_name" }] },
        ],
      },
    },
    {
      title: "a template without variables",
      message: { channel: "whatsapp", to: TO, template: { id: "hello_world", language: "en_US", data: {} } },
      action: "message.send_template",
      input: { to: TO, name: "hello_world", language: "en_US" },
    },
  ],
  uncarried: [
    {
      title: "two files",
      message: {
        channel: "whatsapp",
        to: TO,
        mediaUrls: ["https://x.example/a.png", "https://x.example/b.png"],
      },
      field: "mediaUrls",
    },
    {
      title: "file of a kind that nobody knows",
      message: { channel: "whatsapp", to: TO, mediaUrls: ["https://png.example/image"] },
      field: "mediaUrls",
    },
    {
      title: "words beside a sound",
      message: { channel: "whatsapp", to: TO, text: "Hi", mediaUrls: ["https://x.example/a.ogg"] },
      field: "text",
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
