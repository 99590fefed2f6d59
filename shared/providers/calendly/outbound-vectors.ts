import {
  CLIENT_IN_BODY,
  CLIENT_IN_HEADER,
  codeForm,
  type OutboundVectors,
  onlyConnections,
  proofs,
} from "../vectors.ts";

const TOKEN = "eyJraWQiTEST.TEST.TEST";
const owner = "https://api.calendly.com/users/AAAAAAAAAAAAAAAA";
const organization = "https://api.calendly.com/organizations/BBBBBBBBBBBBBBBB";

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { accessToken: TOKEN } },
  {
    connections: proofs({
      request: {
        method: "GET",
        url: "https://api.calendly.com/users/me",
        headers: { authorization: `Bearer ${TOKEN}` },
      },
      good: {
        answer: {
          status: 200,
          body: {
            resource: { uri: owner, name: "Jane", timezone: "UTC", current_organization: organization },
          },
        },
        account: { id: owner, name: "Jane" },
      },
      refused: {
        answer: { status: 401, body: { title: "Unauthenticated", message: "The access token is invalid" } },
        code: "http_401",
      },
    }),
    consents: [
      {
        title: "tokens of two hours, and whose they are",
        authorize:
          "https://auth.calendly.com/oauth/authorize?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=users%3Aread%20event_types%3Aread%20availability%3Aread%20scheduled_events%3Awrite%20scheduling_links%3Awrite%20webhooks%3Awrite&code_challenge_method=S256",
        request: {
          method: "POST",
          url: "https://auth.calendly.com/oauth/token",
          headers: { authorization: CLIENT_IN_HEADER },
          body: codeForm(["code_verifier", "verifier-1"]),
        },
        answer: {
          status: 200,
          body: {
            token_type: "Bearer",
            access_token: "at",
            refresh_token: "rt",
            expires_in: 7200,
            owner,
            organization,
          },
        },
        tokens: {
          accessToken: "at",
          refreshToken: "rt",
          lifetimeSeconds: 7200,
          extra: { ownerUri: owner, organizationUri: organization },
        },
        revoke: {
          method: "POST",
          url: "https://auth.calendly.com/oauth/revoke",
          headers: { authorization: null },
          body: { form: [...CLIENT_IN_BODY, ["token", "rt"]] },
        },
      },
    ],
  },
);
