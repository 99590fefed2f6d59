import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const API_KEY = "sk-ant-TestTestTestTest";
const url = "https://api.anthropic.com/v1/models?limit=1";
const answer = {
  status: 200,
  headers: { "anthropic-organization-id": "0b1f2c3d-0000-4000-8000-000000000000" },
  body: { data: [{ type: "model", id: "claude-example" }], has_more: true },
};
const account = { id: "0b1f2c3d-0000-4000-8000-000000000000", name: null };

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { apiKey: API_KEY } },
  {
    connections: [
      ...proofs({
        request: {
          method: "GET",
          url,
          headers: {
            authorization: `Bearer ${API_KEY}`,
            "anthropic-version": "2026-10-21",
            "x-api-key": null,
          },
        },
        good: { answer, account },
      }),
      {
        title: "sends the key as the version before wants it",
        connection: { credentials: { apiKey: API_KEY, apiVersion: "2023-06-01" } },
        exchanges: [
          {
            request: {
              method: "GET",
              url,
              headers: { "x-api-key": API_KEY, "anthropic-version": "2023-06-01", authorization: null },
            },
            answer,
          },
        ],
        verdict: { account },
      },
    ],
  },
);
