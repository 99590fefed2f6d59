import { CLIENT_IN_BODY, codeForm, type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const API_KEY = "cal_live_test0test0test0test";
const headers = { authorization: `Bearer ${API_KEY}` };
const me = {
  status: 200,
  body: {
    status: "success",
    data: { id: 501, username: "jane", email: "jane@example.com", timeZone: "UTC" },
  },
};
const account = { id: "501", name: "jane" };

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { apiKey: API_KEY } },
  {
    connections: [
      ...proofs({
        request: { method: "GET", url: "https://api.cal.com/v2/me", headers },
        good: { answer: me, account },
      }),
      {
        title: "asks the connection's own instance",
        connection: { credentials: { apiKey: API_KEY, baseUrl: "https://cal.example.com/api/" } },
        exchanges: [
          { request: { method: "GET", url: "https://cal.example.com/api/v2/me", headers }, answer: me },
        ],
        verdict: { account },
      },
      {
        title: "sends no key without encryption",
        connection: { credentials: { apiKey: API_KEY, baseUrl: "http://cal.example.com" } },
        exchanges: [],
        verdict: { status: "error", code: "adapter_error" },
      },
    ],
    consents: [
      {
        title: "tokens of half an hour",
        authorize:
          "https://app.cal.com/auth/oauth2/authorize?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=PROFILE_READ%20EVENT_TYPE_READ%20BOOKING_READ%20BOOKING_WRITE%20SCHEDULE_READ%20SCHEDULE_WRITE",
        request: {
          method: "POST",
          url: "https://api.cal.com/v2/auth/oauth2/token",
          headers: { "content-type": "application/x-www-form-urlencoded", authorization: null },
          body: codeForm(...CLIENT_IN_BODY),
        },
        answer: {
          status: 200,
          body: { access_token: "at", token_type: "bearer", refresh_token: "rt", expires_in: 1800 },
        },
        tokens: { accessToken: "at", refreshToken: "rt", lifetimeSeconds: 1800, extra: {} },
        metadata: {
          request: {
            method: "GET",
            url: "https://api.cal.com/v2/me",
            headers: { authorization: "Bearer at" },
          },
          answer: me,
          kept: { userId: "501" },
        },
      },
    ],
  },
);
