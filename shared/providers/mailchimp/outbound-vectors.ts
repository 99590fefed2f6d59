import { CLIENT_IN_BODY, codeForm, type OutboundVectors, proofs } from "../vectors.ts";
import { answers } from "./answer-vectors.ts";
import { campaignActions } from "./campaign-vectors.ts";
import { memberActions, optOuts } from "./member-vectors.ts";
import { API_KEY } from "./sample-vectors.ts";

const request = {
  method: "GET",
  url: "https://us6.api.mailchimp.com/3.0/?fields=account_id,account_name",
  headers: { authorization: `Bearer ${API_KEY}` },
};
const answer = { status: 200, body: { account_id: "8d3a3db4d97663a9074efcc16", account_name: "Acme" } };
const account = { id: "8d3a3db4d97663a9074efcc16", name: "Acme" };

export const outbound: OutboundVectors = {
  connection: { credentials: { apiKey: API_KEY } },
  actions: { ...memberActions, ...campaignActions },
  optOuts,
  answers,
  connections: [
    ...proofs({
      request,
      good: { answer, account },
      refused: {
        answer: { status: 401, body: { title: "API Key Invalid", status: 401 } },
        code: "http_401",
      },
    }),
    {
      title: "refuses a key that was revoked, though Mailchimp answers 403",
      exchanges: [{ request, answer: { status: 403, body: { title: "APIKeyRevoked", status: 403 } } }],
      verdict: { status: "needs_reauth", code: "APIKeyRevoked" },
    },
    {
      title: "takes the token of a consent, in the data centre that came with it",
      connection: { credentials: { apiKey: "5c6ccc561059aa386da9d112215bae55", dc: "us13" } },
      exchanges: [
        {
          request: {
            method: "GET",
            url: "https://us13.api.mailchimp.com/3.0/?fields=account_id,account_name",
            headers: { authorization: "Bearer 5c6ccc561059aa386da9d112215bae55" },
          },
          answer,
        },
      ],
      verdict: { account },
    },
    ...[
      "0123456789abcdef0123456789abcdef",
      "0123456789abcdef-evil.example/",
      "0123456789abcdef-us6@evil",
    ].map((apiKey) => ({
      title: `sends no key whose end is no data centre: ${apiKey.slice(16)}`,
      connection: { credentials: { apiKey } },
      exchanges: [],
      verdict: { status: "error", code: "adapter_error" } as const,
    })),
  ],
  consents: [
    {
      title: "a token that never ends, and where its account is kept",
      authorize:
        "https://login.mailchimp.com/oauth2/authorize?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback",
      request: {
        method: "POST",
        url: "https://login.mailchimp.com/oauth2/token",
        headers: { authorization: null },
        body: codeForm(...CLIENT_IN_BODY),
      },
      answer: { status: 200, body: { access_token: "at", expires_in: 0, scope: null } },
      tokens: { accessToken: "at", refreshToken: null, lifetimeSeconds: null, extra: {} },
      metadata: {
        request: {
          method: "GET",
          url: "https://login.mailchimp.com/oauth2/metadata",
          headers: { authorization: "OAuth at" },
        },
        answer: {
          status: 200,
          body: {
            dc: "us13",
            accountname: "Acme",
            user_id: 3456,
            api_endpoint: "https://us13.api.mailchimp.com",
          },
        },
        kept: { dc: "us13", userId: "3456" },
      },
    },
  ],
};
