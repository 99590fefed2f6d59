import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** OpenAI: responses, batches, fine-tuning. https://platform.openai.com/docs/api-reference */
export const openai = defineProvider({
  id: "openai",
  name: "OpenAI",
  categories: ["ai"],
  docs: "https://platform.openai.com/docs/api-reference",
  auth,
  baseUrl: BASE_URL,
  limits: {
    // requests: tokens are known by the answer alone; figures go by tier and model: this one is ours, cautious, the account's own is stated as its plan
    windows: [{ limit: 500, perSeconds: 60 }],
    scope: "account",
    headers: [
      {
        limit: "x-ratelimit-limit-requests",
        remaining: "x-ratelimit-remaining-requests",
        reset: "x-ratelimit-reset-requests",
        perSeconds: 60,
      },
      // every request takes a token at least: without any, none goes
      { remaining: "x-ratelimit-remaining-tokens", reset: "x-ratelimit-reset-tokens", perSeconds: 60 },
    ],
  },
  connection,
  api,
  webhook,
});
