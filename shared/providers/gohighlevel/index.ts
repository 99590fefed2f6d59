import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** HighLevel: contacts, calendars, opportunities, workflows. https://marketplace.gohighlevel.com/docs/ */
export const gohighlevel = defineProvider({
  id: "gohighlevel",
  name: "HighLevel",
  categories: ["crm", "scheduling"],
  docs: "https://marketplace.gohighlevel.com/docs/",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  limits: {
    windows: [
      { limit: 100, perSeconds: 10 },
      { limit: 200_000, perSeconds: 86_400 },
    ],
    scope: "account",
    headers: [
      {
        limit: "x-ratelimit-max",
        remaining: "x-ratelimit-remaining",
        intervalMs: "x-ratelimit-interval-milliseconds",
        perSeconds: 10,
      },
      { limit: "x-ratelimit-limit-daily", remaining: "x-ratelimit-daily-remaining", perSeconds: 86_400 },
    ],
  },
  connection,
  api,
  webhook,
});
