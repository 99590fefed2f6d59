import { CLIENT_IN_HEADER, codeForm, type OutboundVectors, proofs } from "../vectors.ts";
import { answers, error } from "./answer-vectors.ts";
import { listActions } from "./list-vectors.ts";
import { optOuts, profileActions } from "./profile-vectors.ts";
import { authorized, PRIVATE_KEY, versioned } from "./sample-vectors.ts";

const url = "https://a.klaviyo.com/api/accounts";
const accounts = {
  status: 200,
  body: {
    data: [
      {
        type: "account",
        id: "AbC123",
        attributes: { contact_information: { organization_name: "Acme" }, timezone: "UTC" },
      },
    ],
  },
};
const account = { id: "AbC123", name: "Acme" };
const request = {
  method: "GET",
  url,
  headers: authorized,
};
export const outbound: OutboundVectors = {
  connection: { credentials: { privateKey: PRIVATE_KEY } },
  actions: { ...profileActions, ...listActions },
  optOuts,
  answers,
  connections: [
    ...proofs({
      request,
      good: { answer: accounts, account },
      refused: { answer: error(401, "authentication_failed"), code: "http_401" },
    }),
    {
      title: "takes a key that may not read the account",
      exchanges: [{ request, answer: error(403, "permission_denied") }],
      verdict: { account: null },
    },
    {
      title: "takes the token of a consent",
      connection: { credentials: { accessToken: "test0access0token" } },
      exchanges: [
        {
          request: {
            method: "GET",
            url,
            headers: { ...versioned, authorization: "Bearer test0access0token" },
          },
          answer: accounts,
        },
      ],
      verdict: { account },
    },
  ],
  consents: [
    {
      title: "tokens of an hour",
      authorize:
        "https://www.klaviyo.com/oauth/authorize?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=accounts%3Aread%20profiles%3Aread%20profiles%3Awrite%20events%3Aread%20events%3Awrite%20lists%3Aread%20lists%3Awrite%20segments%3Aread%20subscriptions%3Awrite%20campaigns%3Aread%20campaigns%3Awrite%20metrics%3Aread%20templates%3Aread%20webhooks%3Aread%20webhooks%3Awrite&code_challenge_method=S256",
      request: {
        method: "POST",
        url: "https://a.klaviyo.com/oauth/token",
        headers: { authorization: CLIENT_IN_HEADER },
        body: codeForm(["code_verifier", "verifier-1"]),
      },
      answer: {
        status: 200,
        body: {
          access_token: "at",
          refresh_token: "rt",
          expires_in: 3600,
          token_type: "bearer",
          scope: "accounts:read",
        },
      },
      tokens: { accessToken: "at", refreshToken: "rt", lifetimeSeconds: 3600, extra: {} },
      metadata: {
        request: { method: "GET", url, headers: { ...versioned, authorization: "Bearer at" } },
        answer: accounts,
        kept: { accountId: "AbC123" },
      },
      revoke: {
        method: "POST",
        url: "https://a.klaviyo.com/oauth/revoke",
        headers: { authorization: CLIENT_IN_HEADER },
        body: {
          form: [
            ["token", "rt"],
            ["token_type_hint", "refresh_token"],
          ],
        },
      },
    },
  ],
};
