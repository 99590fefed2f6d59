import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Cal.com: event types, slots, bookings. https://cal.com/docs/api-reference/v2/introduction */
export const calCom = defineProvider({
  id: "cal-com",
  name: "Cal.com",
  categories: ["scheduling"],
  docs: "https://cal.com/docs/api-reference/v2/introduction",
  auth,
  baseUrl: BASE_URL,
  limits: {
    // API keys; OAuth clients have 500
    windows: [{ limit: 120, perSeconds: 60 }],
    scope: "token",
    headers: {
      limit: "x-ratelimit-limit-default",
      remaining: "x-ratelimit-remaining-default",
      reset: "x-ratelimit-reset-default",
      perSeconds: 60,
    },
  },
  connection,
  api,
  webhook,
});
