import { CLIENT_IN_BODY, codeForm, type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const TOKEN = "pit-00000000-0000-4000-8000-00000000test";
const request = {
  method: "GET",
  url: "https://services.leadconnectorhq.com/locations/ve9EPM428h8vShlRW1KT",
  headers: { authorization: `Bearer ${TOKEN}`, version: "2021-07-28" },
};

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { privateIntegrationToken: TOKEN, locationId: "ve9EPM428h8vShlRW1KT" } },
  {
    connections: [
      ...proofs({
        request,
        good: {
          answer: { status: 200, body: { location: { id: "ve9EPM428h8vShlRW1KT", name: "dentist" } } },
          account: { id: "ve9EPM428h8vShlRW1KT", name: "dentist" },
        },
        refused: {
          answer: { status: 401, body: { statusCode: 401, message: "Invalid Private Integration token" } },
          code: "http_401",
        },
      }),
      {
        title: "finds fault with the location, not with the token, where the token is of another",
        exchanges: [
          {
            request,
            answer: {
              status: 403,
              body: { statusCode: 403, message: "The token does not have access to this location." },
            },
          },
        ],
        verdict: { status: "error", code: "http_403" },
      },
    ],
    consents: [
      {
        title: "tokens of a day, and the location that was chosen",
        authorize:
          "https://marketplace.gohighlevel.com/v2/oauth/chooselocation?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=contacts.readonly%20contacts.write%20calendars.readonly%20calendars%2Fevents.readonly%20calendars%2Fevents.write%20opportunities.readonly%20opportunities.write%20workflows.readonly%20locations.readonly",
        request: {
          method: "POST",
          url: "https://services.leadconnectorhq.com/oauth/token",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: codeForm(["user_type", "Location"], ...CLIENT_IN_BODY),
        },
        answer: {
          status: 200,
          body: {
            access_token: "at",
            token_type: "Bearer",
            expires_in: 86399,
            refresh_token: "rt",
            scope: "contacts.readonly contacts.write",
            userType: "Location",
            locationId: "l1C08ntBrFjLS0elLIYU",
            companyId: "5DP4iH6HLkQsiKESj6rh",
            userId: "u1",
          },
        },
        tokens: {
          accessToken: "at",
          refreshToken: "rt",
          lifetimeSeconds: 86399,
          extra: {
            locationId: "l1C08ntBrFjLS0elLIYU",
            companyId: "5DP4iH6HLkQsiKESj6rh",
            userId: "u1",
          },
        },
      },
    ],
  },
);
