import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const TOKEN = "sntrys_testTestTestTest";
const credentials = { authToken: TOKEN, organizationSlug: "acme" };
const headers = { authorization: `Bearer ${TOKEN}` };
const answer = { status: 200, body: { id: "2", slug: "acme", name: "Acme" } };
const account = { id: "2", name: "Acme" };

export const outbound: OutboundVectors = onlyConnections(
  { credentials },
  {
    connections: [
      ...proofs({
        request: { method: "GET", url: "https://sentry.io/api/0/organizations/acme/", headers },
        good: { answer, account },
        refused: { answer: { status: 401, body: { detail: "Invalid token" } }, code: "http_401" },
      }),
      {
        title: "asks in the region of the organization",
        connection: { credentials: { ...credentials, region: "de" } },
        exchanges: [
          {
            request: { method: "GET", url: "https://de.sentry.io/api/0/organizations/acme/", headers },
            answer,
          },
        ],
        verdict: { account },
      },
    ],
  },
);
