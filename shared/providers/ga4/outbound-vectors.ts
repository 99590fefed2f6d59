import { CLIENT_IN_BODY, codeForm, type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const TOKEN = "ya29.TestTestTest";
const SCOPE = "https://www.googleapis.com/auth/analytics.readonly";
const request = {
  method: "GET",
  url: "https://analyticsdata.googleapis.com/v1beta/properties/123456789/metadata?fields=name",
  headers: { authorization: `Bearer ${TOKEN}` },
};
const answer = { status: 200, body: { name: "properties/123456789/metadata" } };

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { accessToken: TOKEN, propertyId: "123456789" } },
  {
    connections: [
      ...proofs({
        request,
        good: { answer, account: { id: "123456789", name: null } },
        refused: {
          answer: { status: 401, body: { error: { code: 401, status: "UNAUTHENTICATED" } } },
          code: "http_401",
        },
      }),
      {
        title: "refuses a service account that is no viewer of the property",
        exchanges: [
          { request, answer: { status: 403, body: { error: { code: 403, status: "PERMISSION_DENIED" } } } },
        ],
        verdict: { status: "error", code: "http_403" },
      },
      {
        title: "has an event checked where only events are sent; Google judges no secret",
        connection: { credentials: { measurementId: "G-TEST123", apiSecret: "testSecret0123456789" } },
        secretInUrl: true,
        exchanges: [
          {
            request: {
              method: "POST",
              url: "https://www.google-analytics.com/debug/mp/collect?measurement_id=G-TEST123&api_secret=testSecret0123456789",
              headers: { "content-type": "application/json" },
              body: {
                json: { client_id: "causeway.1", events: [{ name: "connection_check", params: {} }] },
              },
            },
            answer: { status: 200, body: { validationMessages: [] } },
          },
        ],
        verdict: { account: { id: "G-TEST123", name: null } },
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
