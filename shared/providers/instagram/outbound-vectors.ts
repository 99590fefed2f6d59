import { CLIENT_IN_BODY, codeForm, type OutboundVectors, proofs } from "../vectors.ts";
import { actions } from "./action-vectors.ts";
import { answers } from "./answer-vectors.ts";

const TOKEN = "IGAATESTtestTESTtest";
const url = "https://graph.instagram.com/v23.0/me?fields=user_id,username";
const me = { status: 200, body: { user_id: "17841400000000001", username: "acme", id: "9001" } };
const request = { method: "GET", url, headers: { authorization: `Bearer ${TOKEN}` } };

export const outbound: OutboundVectors = {
  connection: { credentials: { accessToken: TOKEN, igUserId: "17841400000000001" } },
  actions,
  answers,
  messages: [
    {
      title: "an answer",
      message: { channel: "instagram", to: "987654321", text: "Hi" },
      input: { to: "987654321", text: "Hi" },
    },
    {
      title: "a file, whose kind is its extension's",
      message: { channel: "instagram", to: "987654321", mediaUrls: ["https://x.example/a.MOV"] },
      input: { to: "987654321", media: { type: "video", url: "https://x.example/a.MOV" } },
    },
  ],
  uncarried: [
    {
      title: "words beside a file",
      message: { channel: "instagram", to: "987654321", text: "Hi", mediaUrls: ["https://x.example/a.png"] },
      field: "text",
    },
    {
      title: "two files",
      message: {
        channel: "instagram",
        to: "987654321",
        mediaUrls: ["https://x.example/a.png", "https://x.example/b.png"],
      },
      field: "mediaUrls",
    },
    {
      title: "file of a kind that Instagram does not take",
      message: { channel: "instagram", to: "987654321", mediaUrls: ["https://x.example/a.exe"] },
      field: "mediaUrls",
    },
  ],
  connections: [
    ...proofs({
      request,
      good: { answer: me, account: { id: "17841400000000001", name: "acme" } },
      refused: {
        answer: {
          status: 400,
          body: { error: { message: "Session has expired", type: "OAuthException", code: 190 } },
        },
        code: "190",
      },
    }),
    {
      title: "learns nothing where the application asks too often",
      exchanges: [
        { request, answer: { status: 400, body: { error: { message: "Limit reached", code: 4 } } } },
      ],
      verdict: { status: "error", code: "4" },
    },
  ],
  consents: [
    {
      title: "a token of an hour, to be traded for one of 60 days",
      authorize:
        "https://www.instagram.com/oauth/authorize?response_type=code&client_id=client-1&redirect_uri=https%3A%2F%2Fhooks.example.com%2Foauth%2Fcallback&scope=instagram_business_basic%2Cinstagram_business_manage_messages",
      request: {
        method: "POST",
        url: "https://api.instagram.com/oauth/access_token",
        headers: { authorization: null },
        body: codeForm(...CLIENT_IN_BODY),
      },
      answer: {
        status: 200,
        body: '{"access_token":"short","user_id":17841400000000001,"permissions":["instagram_business_basic"]}',
      },
      tokens: { accessToken: "short", refreshToken: null, lifetimeSeconds: 3600, extra: {} },
      upgrade: {
        request: {
          method: "GET",
          url: "https://graph.instagram.com/access_token?grant_type=ig_exchange_token&client_secret=secret-1&access_token=short",
          headers: {},
        },
      },
      renew: {
        request: {
          method: "GET",
          url: "https://graph.instagram.com/refresh_access_token?grant_type=ig_refresh_token&access_token=short",
          headers: {},
        },
      },
      metadata: {
        request: { method: "GET", url, headers: { authorization: "Bearer short" } },
        answer: me,
        kept: { igUserId: "17841400000000001", username: "acme" },
      },
    },
  ],
};
