import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const API_KEY = "SG.TestTestTestTestTest00.TestTestTestTestTestTestTestTestTest";
const request = {
  method: "GET",
  url: "https://api.sendgrid.com/v3/scopes",
  headers: { authorization: `Bearer ${API_KEY}` },
};
const answer = { status: 200, body: { scopes: ["mail.send"] } };
const error = (message: string) => ({ status: 401, body: { errors: [{ field: null, message }] } });

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { apiKey: API_KEY } },
  {
    connections: [
      ...proofs({
        request,
        good: { answer, account: null },
        refused: {
          answer: error("The provided authorization grant is invalid, expired, or revoked"),
          code: "http_401",
        },
      }),
      {
        title: "finds no fault with a key whose plan is used up",
        exchanges: [{ request, answer: error("Maximum credits exceeded") }],
        verdict: { status: "error", code: "credits_exceeded" },
      },
      {
        title: "asks in the region of the key",
        connection: { credentials: { apiKey: API_KEY, region: "eu" } },
        exchanges: [{ request: { ...request, url: "https://api.eu.sendgrid.com/v3/scopes" }, answer }],
        verdict: { account: null },
      },
    ],
  },
);
