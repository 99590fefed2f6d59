import { CLIENT_IN_HEADER, codeForm, type OutboundVectors, proofs } from "../vectors.ts";
import { API_KEY, actions, optOuts } from "./action-vectors.ts";
import { answers } from "./answer-vectors.ts";

export const outbound: OutboundVectors = {
  connection: { credentials: { apiKey: API_KEY } },
  actions,
  optOuts,
  answers,
  connections: [
    ...proofs({
      request: {
        method: "GET",
        url: "https://api.flodesk.com/v1/segments/colors",
        headers: { authorization: `Basic ${btoa(`${API_KEY}:`)}` },
      },
      good: { answer: { status: 200, body: [{ id: "1", color: "#fff" }] }, account: null },
      refused: { answer: { status: 403, body: { code: "forbidden", message: "No" } }, code: "forbidden" },
    }),
    {
      title: "takes the token of a consent",
      connection: { credentials: { accessToken: "fd_at_test0test0" } },
      exchanges: [
        {
          request: {
            method: "GET",
            url: "https://api.flodesk.com/oauth2/userinfo",
            headers: { authorization: "Bearer fd_at_test0test0" },
          },
          answer: { status: 200, body: {} },
        },
      ],
      verdict: { account: null },
    },
  ],
  consents: [
    {
      title: "tokens of a day",
      authorize:
        "https://api.flodesk.com/oauth2/authorize?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback",
      request: {
        method: "POST",
        url: "https://api.flodesk.com/oauth2/token",
        headers: { authorization: CLIENT_IN_HEADER },
        body: codeForm(),
      },
      answer: {
        status: 200,
        body: {
          access_token: "at",
          token_type: "Bearer",
          expires_in: 86400,
          scopes: "all",
          refresh_token: "fd_rt_1",
        },
      },
      tokens: { accessToken: "at", refreshToken: "fd_rt_1", lifetimeSeconds: 86400, extra: {} },
    },
  ],
};
