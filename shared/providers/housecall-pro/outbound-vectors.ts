import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const API_KEY = "0123456789abcdef0123456789abcdef";
const request = {
  method: "GET",
  url: "https://api.housecallpro.com/customers?page_size=1",
  headers: { authorization: `Token ${API_KEY}` },
};

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { apiKey: API_KEY } },
  {
    connections: [
      ...proofs({
        request,
        good: {
          answer: { status: 200, body: { page: 1, page_size: 1, total_items: 0, customers: [] } },
          account: null,
        },
      }),
      {
        title: "refuses a key whose plan was lowered",
        exchanges: [{ request, answer: { status: 403, body: { message: "Forbidden" } } }],
        verdict: { status: "needs_reauth", code: "http_403" },
      },
    ],
  },
);
