import { type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const API_KEY = "sk-proj-testTestTestTest";
const request = {
  method: "GET",
  url: "https://api.openai.com/v1/models",
  headers: { authorization: `Bearer ${API_KEY}`, "openai-organization": null, "openai-project": null },
};
const answer = { status: 200, body: { object: "list", data: [{ id: "gpt-example", object: "model" }] } };
const error = (status: number, code: string | null) => ({
  status,
  body: { error: { message: "No", type: "invalid_request_error", param: null, code } },
});

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { apiKey: API_KEY } },
  {
    connections: [
      ...proofs({
        request,
        good: { answer, account: null },
        refused: { answer: error(401, "invalid_api_key"), code: "http_401" },
      }),
      {
        title: "takes a restricted key that may not list models",
        exchanges: [{ request, answer: error(403, null) }],
        verdict: { account: null },
      },
      {
        title: "proves nothing from a country that is not served",
        exchanges: [{ request, answer: error(403, "unsupported_country_region_territory") }],
        verdict: { status: "error", code: "http_403" },
      },
      {
        title: "names the organization and the project that were chosen",
        connection: { credentials: { apiKey: API_KEY, organization: "org-1", project: "proj_1" } },
        exchanges: [
          {
            request: {
              ...request,
              headers: { "openai-organization": "org-1", "openai-project": "proj_1" },
            },
            answer,
          },
        ],
        verdict: { account: null },
      },
    ],
  },
);
