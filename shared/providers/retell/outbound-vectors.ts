import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const API_KEY = "key_test0test0test0test0";

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { apiKey: API_KEY } },
  {
    connections: proofs({
      request: {
        method: "GET",
        url: "https://api.retellai.com/get-concurrency",
        headers: { authorization: `Bearer ${API_KEY}` },
      },
      good: {
        answer: { status: 200, body: { current_concurrency: 0, concurrency_limit: 20 } },
        account: null,
      },
    }),
  },
);
