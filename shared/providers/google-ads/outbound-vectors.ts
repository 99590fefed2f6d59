import { CLIENT_IN_BODY, codeForm, type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const TOKEN = "ya29.TestTestTest";
const SCOPE = "https://www.googleapis.com/auth/datamanager";
const headers = { authorization: `Bearer ${TOKEN}`, "developer-token": null, "login-account": null };
const request = {
  method: "GET",
  url: "https://datamanager.googleapis.com/v1/accountTypes/GOOGLE_ADS/accounts/1234567890/userLists?pageSize=1",
  headers,
};
const answer = { status: 200, body: { userLists: [] } };

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { accessToken: TOKEN, customerId: "1234567890" } },
  {
    connections: [
      ...proofs({
        request,
        good: { answer, account: { id: "1234567890", name: null } },
        refused: {
          answer: { status: 401, body: { error: { code: 401, status: "UNAUTHENTICATED" } } },
          code: "http_401",
        },
      }),
      {
        title: "goes through the manager's account, both numbers without the hyphens that Google Ads shows",
        connection: {
          credentials: { accessToken: TOKEN, customerId: "123-456-7890", loginCustomerId: "987-654-3210" },
        },
        exchanges: [
          {
            request: {
              ...request,
              headers: { ...headers, "login-account": "accountTypes/GOOGLE_ADS/accounts/9876543210" },
            },
            answer,
          },
        ],
        verdict: { account: { id: "123-456-7890", name: null } },
      },
      {
        title: "takes the token of a consent, for the customer that the connection's settings name",
        connection: { credentials: { accessToken: TOKEN }, config: { customerId: "1234567890" } },
        exchanges: [{ request, answer }],
        verdict: { account: null },
      },
    ],
    consents: [
      {
        title: "tokens of an hour, with a refresh token that stays",
        authorize: `https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent&response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=${encodeURIComponent(SCOPE)}&code_challenge_method=S256`,
        request: {
          method: "POST",
          url: "https://oauth2.googleapis.com/token",
          headers: { authorization: null },
          body: codeForm(["code_verifier", "verifier-1"], ...CLIENT_IN_BODY),
        },
        answer: {
          status: 200,
          body: {
            access_token: "at",
            expires_in: 3599,
            refresh_token: "1//rt",
            scope: SCOPE,
            token_type: "Bearer",
          },
        },
        tokens: { accessToken: "at", refreshToken: "1//rt", lifetimeSeconds: 3599, extra: {} },
        revoke: {
          method: "POST",
          url: "https://oauth2.googleapis.com/revoke",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: { form: [["token", "1//rt"]] },
        },
      },
    ],
  },
);
