import { type ConnectionVector, type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const TOKEN = "test-token-0123456789";
const baseUrl = "https://api.crm.example.com/v1";
const url = `${baseUrl}/contacts?limit=1`;
const answer = { status: 200, body: { data: [] } };
const account = { id: "api.crm.example.com", name: null };

/** A style of authentication and what it comes to in the request. */
function style(
  title: string,
  credentials: Readonly<Record<string, string>>,
  request: { readonly url?: string; readonly headers: Readonly<Record<string, string | null>> },
): ConnectionVector {
  return {
    title,
    connection: { credentials: { baseUrl, ...credentials } },
    exchanges: [{ request: { method: "GET", url, ...request }, answer }],
    verdict: { account },
  };
}

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { baseUrl, token: TOKEN } },
  {
    connections: [
      ...proofs({
        request: {
          method: "GET",
          url,
          headers: { authorization: `Bearer ${TOKEN}`, accept: "application/json" },
        },
        good: { answer, account },
      }),
      style(
        "puts the token into a header of its own",
        { authStyle: "header", token: TOKEN, tokenName: "X-Crm-Key" },
        { headers: { "x-crm-key": TOKEN, authorization: null } },
      ),
      style(
        "names that header X-API-Key where nobody says",
        { authStyle: "header", token: TOKEN },
        { headers: { "x-api-key": TOKEN, authorization: null } },
      ),
      style(
        "logs in with user name and password, in UTF-8 (RFC 7617)",
        { username: "jane", password: "pass-Zoë-1" },
        { headers: { authorization: "Basic amFuZTpwYXNzLVpvw6stMQ==" } },
      ),
      {
        ...style(
          "puts the token into the query where the CRM takes it nowhere else",
          { authStyle: "query", token: TOKEN, tokenName: "key" },
          { url: `${url}&key=${TOKEN}`, headers: { authorization: null } },
        ),
        secretInUrl: true,
      },
      style(
        "asks at the path that the contacts have, with a base URL that ends in a slash",
        { baseUrl: `${baseUrl}/`, token: TOKEN, contactsPath: "/people" },
        { url: `${baseUrl}/people?limit=1`, headers: { authorization: `Bearer ${TOKEN}` } },
      ),
      ...[
        { baseUrl: "http://api.crm.example.com" },
        { baseUrl: "https://user:pass@api.crm.example.com" },
        { baseUrl: "https://api.crm.example.com/?a=1" },
        { baseUrl: "https://api.crm.example.com", contactsPath: ".evil.example/" },
      ].map((wrong) => ({
        title: `sends no token to ${Object.values(wrong).join("")}`,
        connection: { credentials: { token: TOKEN, ...wrong } },
        exchanges: [],
        verdict: { status: "error", code: "adapter_error" } as const,
      })),
    ],
  },
);
