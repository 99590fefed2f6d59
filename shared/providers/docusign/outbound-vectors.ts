import { CLIENT_IN_HEADER, codeForm, type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const TOKEN = "eyJTEST.docusign.TEST";
const answer = {
  status: 200,
  body: {
    sub: "50d89ab1-dad5-d00d-b410-92ee3110b970",
    accounts: [
      { account_id: "a-1", is_default: false, account_name: "Other", base_uri: "https://na2.docusign.net" },
      { account_id: "a-2", is_default: true, account_name: "Acme", base_uri: "https://eu.docusign.net" },
    ],
  },
};

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { accessToken: TOKEN, accountId: "a-2", baseUri: "https://eu.docusign.net" } },
  {
    connections: [
      ...proofs({
        request: {
          method: "GET",
          url: "https://account.docusign.com/oauth/userinfo",
          headers: { authorization: `Bearer ${TOKEN}` },
        },
        good: { answer, account: { id: "a-2", name: "Acme" } },
      }),
      {
        title: "asks the server of developer accounts, for the default account where none is chosen",
        connection: { credentials: { accessToken: TOKEN, environment: "demo" } },
        exchanges: [
          {
            request: {
              method: "GET",
              url: "https://account-d.docusign.com/oauth/userinfo",
              headers: { authorization: `Bearer ${TOKEN}` },
            },
            answer,
          },
        ],
        verdict: { account: { id: "a-2", name: "Acme" } },
      },
    ],
    consents: [
      {
        title: "tokens, and where the account is kept",
        values: { environment: "demo" },
        authorize:
          "https://account-d.docusign.com/oauth/auth?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=signature%20extended",
        request: {
          method: "POST",
          url: "https://account-d.docusign.com/oauth/token",
          headers: { authorization: CLIENT_IN_HEADER },
          body: codeForm(),
        },
        answer: {
          status: 200,
          body: { access_token: "at", token_type: "Bearer", refresh_token: "rt", expires_in: 28800 },
        },
        tokens: { accessToken: "at", refreshToken: "rt", lifetimeSeconds: 28800, extra: {} },
        metadata: {
          request: {
            method: "GET",
            url: "https://account-d.docusign.com/oauth/userinfo",
            headers: { authorization: "Bearer at" },
          },
          answer,
          kept: { accountId: "a-2", baseUri: "https://eu.docusign.net" },
        },
      },
    ],
  },
);
