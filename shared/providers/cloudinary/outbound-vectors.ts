import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const credentials = { cloudName: "acme", apiKey: "123456789012345", apiSecret: "testApiSecret0123456789" };
const headers = { authorization: `Basic ${btoa("123456789012345:testApiSecret0123456789")}` };
const answer = { status: 200, body: { status: "ok" } };
const account = { id: "acme", name: null };

export const outbound: OutboundVectors = onlyConnections(
  { credentials },
  {
    connections: [
      ...proofs({
        request: { method: "GET", url: "https://api.cloudinary.com/v1_1/acme/ping", headers },
        good: { answer, account },
      }),
      {
        title: "asks in the region of the account",
        connection: { credentials: { ...credentials, region: "eu" } },
        exchanges: [
          {
            request: { method: "GET", url: "https://api-eu.cloudinary.com/v1_1/acme/ping", headers },
            answer,
          },
        ],
        verdict: { account },
      },
    ],
  },
);
