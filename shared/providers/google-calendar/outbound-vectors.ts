import { CLIENT_IN_BODY, codeForm, type OutboundVectors, proofs } from "../vectors.ts";
import { actions, answers } from "./action-vectors.ts";

const TOKEN = "ya29.TestTestTest";
const SCOPES =
  "https://www.googleapis.com/auth/calendar.events https://www.googleapis.com/auth/calendar.freebusy https://www.googleapis.com/auth/calendar.calendarlist.readonly openid email";

export const outbound: OutboundVectors = {
  connection: { credentials: { accessToken: TOKEN, primaryCalendarId: "jane@example.com" } },
  actions,
  answers,
  connections: [
    ...proofs({
      request: {
        method: "GET",
        url: "https://www.googleapis.com/calendar/v3/users/me/calendarList?maxResults=1&fields=items(id)",
        headers: { authorization: `Bearer ${TOKEN}` },
      },
      good: {
        answer: { status: 200, body: { items: [{ id: "jane@example.com" }] } },
        account: { id: "jane@example.com", name: null },
      },
      refused: {
        answer: {
          status: 401,
          body: { error: { code: 401, message: "Invalid Credentials", errors: [{ reason: "authError" }] } },
        },
        code: "http_401",
      },
    }),
  ],
  consents: [
    {
      title: "tokens of an hour, with a refresh token that stays",
      authorize: `https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent&include_granted_scopes=true&response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=${encodeURIComponent(SCOPES)}&code_challenge_method=S256`,
      request: {
        method: "POST",
        url: "https://oauth2.googleapis.com/token",
        headers: { authorization: null },
        body: codeForm(["code_verifier", "verifier-1"], ...CLIENT_IN_BODY),
      },
      answer: {
        status: 200,
        body: {
          access_token: "at",
          expires_in: 3599,
          refresh_token: "1//rt",
          scope: SCOPES,
          token_type: "Bearer",
        },
      },
      tokens: { accessToken: "at", refreshToken: "1//rt", lifetimeSeconds: 3599, extra: {} },
      metadata: {
        request: {
          method: "GET",
          url: "https://www.googleapis.com/calendar/v3/users/me/calendarList/primary",
          headers: { authorization: "Bearer at" },
        },
        answer: { status: 200, body: { kind: "calendar#calendarListEntry", id: "jane@example.com" } },
        kept: { primaryCalendarId: "jane@example.com" },
      },
      revoke: {
        method: "POST",
        url: "https://oauth2.googleapis.com/revoke",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: { form: [["token", "1//rt"]] },
      },
    },
  ],
};
