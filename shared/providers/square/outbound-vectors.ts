import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const TOKEN = "EAAATESTtestTESTtest";
const headers = { authorization: `Bearer ${TOKEN}`, "square-version": "2026-09-16" };
const answer = { status: 200, body: { merchant: { id: "DM7VKY8Q63GNP", business_name: "Acme" } } };
const account = { id: "DM7VKY8Q63GNP", name: "Acme" };

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { accessToken: TOKEN } },
  {
    connections: [
      ...proofs({
        request: { method: "GET", url: "https://connect.squareup.com/v2/merchants/me", headers },
        good: { answer, account },
        refused: {
          answer: {
            status: 401,
            body: { errors: [{ category: "AUTHENTICATION_ERROR", code: "UNAUTHORIZED" }] },
          },
          code: "http_401",
        },
      }),
      {
        title: "asks the sandbox with a token of the sandbox",
        connection: { credentials: { accessToken: TOKEN, environment: "sandbox" } },
        exchanges: [
          {
            request: { method: "GET", url: "https://connect.squareupsandbox.com/v2/merchants/me", headers },
            answer,
          },
        ],
        verdict: { account },
      },
    ],
    consents: [
      {
        title: "tokens of 30 days, which end at a time that is named",
        values: { environment: "sandbox" },
        authorize:
          "https://connect.squareupsandbox.com/oauth2/authorize?session=false&response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=MERCHANT_PROFILE_READ%20CUSTOMERS_READ%20CUSTOMERS_WRITE%20PAYMENTS_READ%20PAYMENTS_WRITE%20ORDERS_READ%20ORDERS_WRITE%20INVOICES_READ%20INVOICES_WRITE%20ITEMS_READ%20ITEMS_WRITE%20SUBSCRIPTIONS_READ%20SUBSCRIPTIONS_WRITE",
        request: {
          method: "POST",
          url: "https://connect.squareupsandbox.com/oauth2/token",
          headers: { "content-type": "application/json", authorization: null },
          body: {
            json: {
              grant_type: "authorization_code",
              code: "code-1",
              redirect_uri: "https://hooks.example.com/oauth/callback",
              client_id: "client-1",
              client_secret: "secret-1",
            },
          },
        },
        answer: {
          status: 200,
          body: {
            access_token: "at",
            token_type: "bearer",
            expires_at: "2026-01-31T00:00:00Z",
            merchant_id: "DM7VKY8Q63GNP",
            refresh_token: "rt",
            short_lived: false,
          },
        },
        tokens: {
          accessToken: "at",
          refreshToken: "rt",
          lifetimeSeconds: 30 * 86_400,
          extra: { merchantId: "DM7VKY8Q63GNP" },
        },
        revoke: {
          method: "POST",
          url: "https://connect.squareupsandbox.com/oauth2/revoke",
          headers: { authorization: "Client secret-1" },
          body: { json: { client_id: "client-1", access_token: "at" } },
        },
      },
    ],
  },
);
