import { CLIENT_IN_BODY, codeForm, type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const TOKEN = "00Dx0000000BV7z!TESTtest";
const extra = {
  instanceUrl: "https://acme.my.salesforce.com",
  identityUrl: "https://login.salesforce.com/id/00Dx0000000BV7zEAG/005x00000012Q9PAAU",
};

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { accessToken: TOKEN, ...extra } },
  {
    connections: [
      ...proofs({
        request: {
          method: "GET",
          url: "https://acme.my.salesforce.com/services/data/v66.0/",
          headers: { authorization: `Bearer ${TOKEN}` },
        },
        good: {
          answer: { status: 200, body: { sobjects: "/services/data/v66.0/sobjects" } },
          account: { id: "00Dx0000000BV7zEAG", name: null },
        },
        refused: {
          answer: {
            status: 401,
            body: [{ errorCode: "INVALID_SESSION_ID", message: "Session expired or invalid" }],
          },
          code: "http_401",
        },
      }),
      {
        title: "asks nobody before an answer has named the instance",
        connection: { credentials: { accessToken: TOKEN } },
        exchanges: [],
        verdict: { status: "error", code: "adapter_error" },
      },
    ],
    consents: [
      {
        title: "tokens without a lifetime, and the instance that they are of",
        values: { loginHost: "https://acme--sbx.sandbox.my.salesforce.com" },
        authorize:
          "https://acme--sbx.sandbox.my.salesforce.com/services/oauth2/authorize?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=api%20refresh_token&code_challenge_method=S256",
        request: {
          method: "POST",
          url: "https://acme--sbx.sandbox.my.salesforce.com/services/oauth2/token",
          headers: { authorization: null },
          body: codeForm(["code_verifier", "verifier-1"], ...CLIENT_IN_BODY),
        },
        answer: {
          status: 200,
          body: {
            access_token: "at",
            refresh_token: "rt",
            instance_url: extra.instanceUrl,
            id: extra.identityUrl,
            issued_at: "1767225600000",
            signature: "c2ln",
            scope: "api refresh_token",
            token_type: "Bearer",
          },
        },
        tokens: { accessToken: "at", refreshToken: "rt", lifetimeSeconds: 3600, extra },
        revoke: {
          method: "POST",
          url: "https://acme--sbx.sandbox.my.salesforce.com/services/oauth2/revoke",
          headers: {},
          body: { form: [["token", "rt"]] },
        },
      },
    ],
  },
);
