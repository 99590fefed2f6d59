import { CLIENT_IN_BODY, codeForm, type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const TOKEN = "EAATESTtestTESTtest";
const url = "https://graph.facebook.com/v25.0/act_1234567890123456?fields=id,name,account_status";
const request = { method: "GET", url, headers: { authorization: `Bearer ${TOKEN}` } };
const credentials = { accessToken: TOKEN, adAccountId: "1234567890123456" };
const answer = { status: 200, body: { id: "act_1234567890123456", name: "Acme", account_status: 1 } };
const account = { id: "act_1234567890123456", name: "Acme" };

const failure = (code: number) => ({
  status: 400,
  body: { error: { message: "Told", type: "OAuthException", code } },
});
const longLived = {
  request: {
    method: "POST",
    url: "https://graph.facebook.com/v25.0/oauth/access_token",
    headers: {},
    body: {
      form: [["grant_type", "fb_exchange_token"], ...CLIENT_IN_BODY, ["fb_exchange_token", "short"]],
    },
  },
} as const;

export const outbound: OutboundVectors = onlyConnections(
  { credentials },
  {
    connections: [
      ...proofs({
        request,
        good: { answer, account },
        refused: { answer: failure(190), code: "190" },
      }),
      {
        title: "proves that it knows the app's secret, as HMAC-SHA256 of the token",
        connection: { credentials: { ...credentials, appSecret: "0123456789abcdef0123456789abtest" } },
        exchanges: [
          {
            request: {
              ...request,
              url: "https://graph.facebook.com/v25.0/act_1234567890123456?fields=id%2Cname%2Caccount_status&appsecret_proof=b0d26a02a9bdf4f2b5bb9d620ca4981752e12042ebe7465befd16bda06c0f827",
            },
            answer,
          },
        ],
        verdict: { account },
      },
      {
        title: "takes the token of a consent, for the ad account that the connection's settings name",
        connection: { credentials: { accessToken: TOKEN }, config: { adAccountId: "1234567890123456" } },
        exchanges: [{ request, answer }],
        verdict: { account },
      },
      {
        title: "asks a person where a permission was taken away",
        exchanges: [{ request, answer: failure(200) }],
        verdict: { status: "needs_reauth", code: "200" },
      },
      ...[1, 80_003].map((code) => ({
        title: `learns nothing from Meta's code ${code}, which passes`,
        exchanges: [{ request, answer: failure(code) }],
        verdict: { status: "error", code: String(code) } as const,
      })),
    ],
    consents: [
      {
        title: "a token of an hour, to be traded for one of 60 days",
        authorize:
          "https://www.facebook.com/v25.0/dialog/oauth?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=ads_management%2Cbusiness_management",
        request: {
          method: "POST",
          url: "https://graph.facebook.com/v25.0/oauth/access_token",
          headers: { authorization: null },
          body: codeForm(...CLIENT_IN_BODY),
        },
        answer: { status: 200, body: { access_token: "short", token_type: "bearer", expires_in: 5183944 } },
        tokens: { accessToken: "short", refreshToken: null, lifetimeSeconds: 5183944, extra: {} },
        upgrade: longLived,
        renew: longLived,
        revoke: {
          method: "DELETE",
          url: "https://graph.facebook.com/v25.0/me/permissions",
          headers: { authorization: "Bearer short" },
        },
      },
      {
        title: "a system user's token, which says no end and has none",
        authorize:
          "https://www.facebook.com/v25.0/dialog/oauth?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=ads_management%2Cbusiness_management",
        request: {
          method: "POST",
          url: "https://graph.facebook.com/v25.0/oauth/access_token",
          headers: {},
          body: codeForm(...CLIENT_IN_BODY),
        },
        answer: { status: 200, body: { access_token: "short", token_type: "bearer" } },
        tokens: { accessToken: "short", refreshToken: null, lifetimeSeconds: null, extra: {} },
        upgrade: longLived,
        renew: longLived,
        revoke: {
          method: "DELETE",
          url: "https://graph.facebook.com/v25.0/me/permissions",
          headers: { authorization: "Bearer short" },
        },
      },
    ],
  },
);
