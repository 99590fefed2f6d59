import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const API_KEY = "sk_0123456789abcdef0123456789abtest";
const request = {
  method: "GET",
  url: "https://company.clearbit.com/v2/companies/find?domain=clearbit.com",
  headers: { authorization: `Basic ${btoa(`${API_KEY}:`)}`, "api-version": "2019-12-19" },
};

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { apiKey: API_KEY } },
  {
    connections: [
      ...proofs({
        request,
        good: { answer: { status: 200, body: { name: "Clearbit", domain: "clearbit.com" } }, account: null },
        refused: {
          answer: { status: 401, body: { error: { type: "auth_invalid", message: "Invalid API key" } } },
          code: "http_401",
        },
      }),
      {
        title: "takes a key whose look-up finds nobody",
        exchanges: [{ request, answer: { status: 404, body: { error: { type: "unknown_record" } } } }],
        verdict: { account: null },
      },
      {
        title: "refuses where the address is gone",
        exchanges: [{ request, answer: { status: 410, body: "Gone" } }],
        verdict: { status: "error", code: "http_410" },
      },
    ],
  },
);
