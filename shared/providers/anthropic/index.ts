import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Anthropic: messages, batches, managed agents. https://platform.claude.com/docs/en/api/overview */
export const anthropic = defineProvider({
  id: "anthropic",
  name: "Anthropic",
  categories: ["ai"],
  docs: "https://platform.claude.com/docs/en/api/overview",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  limits: {
    // requests: tokens are known by the answer alone; figures go by tier and model: this is the lowest one's, the account's own is stated as its plan
    windows: [{ limit: 50, perSeconds: 60 }],
    scope: "account",
    headers: [
      {
        limit: "anthropic-ratelimit-requests-limit",
        remaining: "anthropic-ratelimit-requests-remaining",
        reset: "anthropic-ratelimit-requests-reset",
        perSeconds: 60,
      },
      // every request takes a token at least: without any, none goes
      {
        remaining: "anthropic-ratelimit-input-tokens-remaining",
        reset: "anthropic-ratelimit-input-tokens-reset",
        perSeconds: 60,
      },
      {
        remaining: "anthropic-ratelimit-output-tokens-remaining",
        reset: "anthropic-ratelimit-output-tokens-reset",
        perSeconds: 60,
      },
    ],
  },
  connection,
  api,
  webhook,
});
