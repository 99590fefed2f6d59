import { type OutboundVectors, proofs } from "../vectors.ts";
import { answers, error } from "./answer-vectors.ts";
import { API_KEY, email, messages } from "./email-vectors.ts";
import { optOuts, others } from "./list-vectors.ts";

const request = {
  method: "GET",
  url: "https://api.sendgrid.com/v3/scopes",
  headers: { authorization: `Bearer ${API_KEY}` },
};
const answer = { status: 200, body: { scopes: ["mail.send"] } };

export const outbound: OutboundVectors = {
  connection: { credentials: { apiKey: API_KEY } },
  actions: { "email.send": email, ...others },
  optOuts,
  answers,
  connections: [
    ...proofs({
      request,
      good: { answer, account: null },
      refused: {
        answer: error(401, "The provided authorization grant is invalid, expired, or revoked"),
        code: "http_401",
      },
    }),
    {
      title: "finds no fault with a key whose plan is used up",
      exchanges: [{ request, answer: error(401, "Maximum credits exceeded") }],
      verdict: { status: "error", code: "credits_exceeded" },
    },
    {
      title: "asks in the region of the key",
      connection: { credentials: { apiKey: API_KEY, region: "eu" } },
      exchanges: [{ request: { ...request, url: "https://api.eu.sendgrid.com/v3/scopes" }, answer }],
      verdict: { account: null },
    },
  ],
  messages,
};
