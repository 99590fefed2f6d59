import { CLIENT_IN_BODY, codeForm, type OutboundVectors, proofs } from "../vectors.ts";
import { actions, answers } from "./action-vectors.ts";

const TOKEN = "eyJTEST.graph.TEST";
const ID = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";
const me = "https://graph.microsoft.com/v1.0/me?$select=id,userPrincipalName";
const answer = { status: 200, body: { id: ID, userPrincipalName: "jane@example.com" } };
const account = { id: ID, name: "jane@example.com" };

export const outbound: OutboundVectors = {
  connection: { credentials: { accessToken: TOKEN, userId: ID } },
  actions,
  answers,
  connections: [
    ...proofs({
      request: { method: "GET", url: me, headers: { authorization: `Bearer ${TOKEN}` } },
      good: { answer, account },
      refused: {
        answer: {
          status: 401,
          body: { error: { code: "InvalidAuthenticationToken", message: "Expired" } },
        },
        code: "http_401",
      },
    }),
    {
      title: "asks for the person that an app acts for",
      connection: {
        credentials: {
          accessToken: TOKEN,
          tenantId: "00000000-0000-4000-8000-000000000000",
          clientId: "00000000-0000-4000-8000-000000000001",
          clientSecret: "TEST~testTEST~test",
          userId: "jane@example.com",
        },
      },
      exchanges: [
        {
          request: {
            method: "GET",
            url: "https://graph.microsoft.com/v1.0/users/jane%40example.com?$select=id,userPrincipalName",
            headers: { authorization: `Bearer ${TOKEN}` },
          },
          answer,
        },
      ],
      verdict: { account },
    },
  ],
  consents: [
    {
      title: "tokens of an hour or so, of any tenant",
      authorize:
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?response_mode=query&response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=offline_access%20openid%20email%20profile%20User.Read%20Calendars.ReadWrite&code_challenge_method=S256",
      request: {
        method: "POST",
        url: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        headers: { authorization: null },
        body: codeForm(["code_verifier", "verifier-1"], ...CLIENT_IN_BODY),
      },
      answer: {
        status: 200,
        body: {
          token_type: "Bearer",
          scope: "User.Read Calendars.ReadWrite",
          expires_in: 4321,
          access_token: "at",
          refresh_token: "rt",
        },
      },
      tokens: { accessToken: "at", refreshToken: "rt", lifetimeSeconds: 4321, extra: {} },
      metadata: {
        request: { method: "GET", url: me, headers: { authorization: "Bearer at" } },
        answer,
        kept: { userId: ID },
      },
    },
  ],
};
