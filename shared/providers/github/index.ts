import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** GitHub: repositories, issues, workflows. https://docs.github.com/rest */
export const github = defineProvider({
  id: "github",
  name: "GitHub",
  categories: ["code"],
  docs: "https://docs.github.com/rest",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  limits: {
    // 5,000 requests an hour, of which at most 80 a minute and 500 an hour may create content: those hold for any call
    windows: [
      { limit: 80, perSeconds: 60 },
      { limit: 500, perSeconds: 3600 },
    ],
    concurrency: 100,
    scope: "token",
    headers: { remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset", perSeconds: 3600 },
  },
  connection,
  api,
  webhook,
});
