import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const credentials = { appId: "TESTAPP123", apiKey: "0123456789abcdef0123456789abcdef" };
const account = { id: "TESTAPP123", name: null };
const request = {
  method: "GET",
  url: "https://testapp123-dsn.algolia.net/1/indexes?page=0&hitsPerPage=1",
  headers: { "x-algolia-application-id": "TESTAPP123", "x-algolia-api-key": credentials.apiKey },
};

export const outbound: OutboundVectors = onlyConnections(
  { credentials },
  {
    connections: [
      ...proofs({
        request,
        good: { answer: { status: 200, body: { items: [], nbPages: 1 } }, account },
        refused: {
          answer: { status: 403, body: { message: "Invalid Application-ID or API key", status: 403 } },
          code: "invalid_key",
        },
      }),
      {
        title: "takes a key that may not list indices: it was recognised",
        exchanges: [
          {
            request,
            answer: { status: 403, body: { message: "Method not allowed with this API key", status: 403 } },
          },
        ],
        verdict: { account },
      },
      {
        title: "asks no other host than Algolia's",
        connection: { credentials: { ...credentials, appId: "evil.example/" } },
        exchanges: [],
        verdict: { status: "error", code: "adapter_error" },
      },
    ],
  },
);
