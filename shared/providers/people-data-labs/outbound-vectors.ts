import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const API_KEY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abtest";
const request = {
  method: "GET",
  url: "https://api.peopledatalabs.com/v5/autocomplete?field=industry&text=soft&size=1",
  headers: { "x-api-key": API_KEY },
};

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { apiKey: API_KEY } },
  {
    connections: [
      ...proofs({
        request,
        good: {
          answer: {
            status: 200,
            body: { status: 200, data: [{ name: "computer software", count: 1 }], fields: ["industry"] },
          },
          account: null,
        },
        refused: {
          answer: {
            status: 401,
            body: { status: 401, error: { type: "authentication_error", message: "The API key is invalid" } },
          },
          code: "http_401",
        },
      }),
      {
        title: "refuses an account whose credits are used up",
        exchanges: [{ request, answer: { status: 402, body: { status: 402, error: { type: "payment" } } } }],
        verdict: { status: "error", code: "http_402" },
      },
    ],
  },
);
