import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Klaviyo: profiles, events, lists, campaigns. https://developers.klaviyo.com/en/reference/api_overview */
export const klaviyo = defineProvider({
  id: "klaviyo",
  name: "Klaviyo",
  categories: ["marketing"],
  docs: "https://developers.klaviyo.com/en/reference/api_overview",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  limits: {
    // the endpoint class M, fixed windows of a second and a minute
    windows: [
      { limit: 10, perSeconds: 1 },
      { limit: 150, perSeconds: 60 },
    ],
    scope: "account",
    headers: {
      limit: "ratelimit-limit",
      remaining: "ratelimit-remaining",
      reset: "ratelimit-reset",
      perSeconds: 60,
    },
  },
  connection,
  api,
  webhook,
});
