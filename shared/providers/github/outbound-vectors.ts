import {
  CLIENT_IN_BODY,
  CLIENT_IN_HEADER,
  codeForm,
  type OutboundVectors,
  onlyConnections,
  proofs,
} from "../vectors.ts";

const TOKEN = "github_pat_11TEST0TEST0TEST";
const versioned = { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" };
const user = { status: 200, body: { login: "octocat", id: 583231, type: "User" } };

const authorize =
  "https://github.com/login/oauth/authorize?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=repo%20admin%3Arepo_hook%20read%3Aorg&code_challenge_method=S256";
const request = {
  method: "POST",
  url: "https://github.com/login/oauth/access_token",
  headers: { accept: "application/json", authorization: null },
  body: codeForm(["code_verifier", "verifier-1"], ...CLIENT_IN_BODY),
};
const after = (accessToken: string) => ({
  metadata: {
    request: {
      method: "GET",
      url: "https://api.github.com/user",
      headers: { ...versioned, authorization: `Bearer ${accessToken}` },
    },
    answer: user,
    kept: { accountId: "583231", login: "octocat" },
  },
  revoke: {
    method: "DELETE",
    url: "https://api.github.com/applications/client-1/token",
    headers: { ...versioned, authorization: CLIENT_IN_HEADER },
    body: { json: { access_token: accessToken } },
  },
});

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { token: TOKEN } },
  {
    connections: proofs({
      request: {
        method: "GET",
        url: "https://api.github.com/user",
        headers: { ...versioned, authorization: `Bearer ${TOKEN}`, "user-agent": "causeway/0.1" },
      },
      good: { answer: user, account: { id: "583231", name: "octocat" } },
      refused: { answer: { status: 401, body: { message: "Bad credentials" } }, code: "http_401" },
    }),
    consents: [
      {
        title: "a token of an OAuth app, which never ends",
        authorize,
        request,
        answer: {
          status: 200,
          body: { access_token: "gho_1", scope: "repo,read:org", token_type: "bearer" },
        },
        tokens: { accessToken: "gho_1", refreshToken: null, lifetimeSeconds: null, extra: {} },
        ...after("gho_1"),
      },
      {
        title: "tokens of a GitHub App's user",
        authorize,
        request,
        answer: {
          status: 200,
          body: { access_token: "ghu_1", expires_in: 28800, refresh_token: "ghr_1", scope: "" },
        },
        tokens: { accessToken: "ghu_1", refreshToken: "ghr_1", lifetimeSeconds: 28800, extra: {} },
        ...after("ghu_1"),
      },
    ],
  },
);
