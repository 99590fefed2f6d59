import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** HubSpot: contacts, deals, notes, meetings, workflows. https://developers.hubspot.com/docs/api-reference/overview */
export const hubspot = defineProvider({
  id: "hubspot",
  name: "HubSpot",
  categories: ["crm"],
  docs: "https://developers.hubspot.com/docs/api-reference/overview",
  auth,
  baseUrl: BASE_URL,
  limits: {
    windows: [
      // the least of any plan: OAuth apps have 110, private ones up to 250
      { limit: 100, perSeconds: 10 },
      { limit: 250_000, perSeconds: 86_400 },
    ],
    classes: {
      search: {
        windows: [{ limit: 5, perSeconds: 1 }],
        calls: [{ methods: ["POST"], path: /^\/crm\/[^/]+\/objects\/[^/]+\/search$/ }],
      },
    },
    scope: "account",
    headers: [
      {
        limit: "x-hubspot-ratelimit-max",
        remaining: "x-hubspot-ratelimit-remaining",
        intervalMs: "x-hubspot-ratelimit-interval-milliseconds",
        perSeconds: 10,
        ofAccount: true,
      },
      {
        limit: "x-hubspot-ratelimit-daily",
        remaining: "x-hubspot-ratelimit-daily-remaining",
        perSeconds: 86_400,
        ofAccount: true,
      },
    ],
  },
  connection,
  api,
  webhook,
});
