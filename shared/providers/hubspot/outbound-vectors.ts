import { CLIENT_IN_BODY, codeForm, type OutboundVectors, onlyConnections, proofs } from "../vectors.ts";

const TOKEN = "pat-na1-00000000-0000-4000-8000-00000000test";

export const outbound: OutboundVectors = onlyConnections(
  { credentials: { accessToken: TOKEN } },
  {
    connections: proofs({
      request: {
        method: "GET",
        url: "https://api.hubapi.com/account-info/v3/details",
        headers: { authorization: `Bearer ${TOKEN}` },
      },
      good: {
        answer: { status: 200, body: { portalId: 62515, accountType: "STANDARD", timeZone: "US/Eastern" } },
        account: { id: "62515", name: null },
      },
      refused: {
        answer: { status: 401, body: { status: "error", category: "INVALID_AUTHENTICATION" } },
        code: "http_401",
      },
    }),
    consents: [
      {
        title: "tokens of half an hour, and the account that they are of",
        authorize:
          "https://app.hubspot.com/oauth/authorize?optional_scope=automation%20automation.sequences.enrollments.write%20automation.sequences.read%20scheduler.meetings.meeting-link.read%20crm.objects.companies.read&response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=oauth%20crm.objects.contacts.read%20crm.objects.contacts.write%20crm.objects.deals.read%20crm.objects.deals.write%20crm.objects.owners.read%20crm.schemas.contacts.read&code_challenge_method=S256",
        request: {
          method: "POST",
          url: "https://api.hubapi.com/oauth/2026-03/token",
          headers: { authorization: null },
          body: codeForm(["code_verifier", "verifier-1"], ...CLIENT_IN_BODY),
        },
        answer: {
          status: 200,
          body: {
            access_token: "at",
            refresh_token: "rt",
            expires_in: 1800,
            token_type: "bearer",
            hub_id: 62515,
            user_id: 7,
            scopes: ["oauth"],
          },
        },
        tokens: {
          accessToken: "at",
          refreshToken: "rt",
          lifetimeSeconds: 1800,
          extra: { hubId: "62515", userId: "7" },
        },
        revoke: {
          method: "POST",
          url: "https://api.hubapi.com/oauth/2026-03/token/revoke",
          headers: {},
          body: { form: [...CLIENT_IN_BODY, ["token", "rt"], ["token_type_hint", "refresh_token"]] },
        },
      },
    ],
  },
);
