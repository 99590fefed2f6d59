import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Calendly: event types, availability, bookings. https://developer.calendly.com/api-docs */
export const calendly = defineProvider({
  id: "calendly",
  name: "Calendly",
  categories: ["scheduling"],
  docs: "https://developer.calendly.com/api-docs",
  auth,
  baseUrl: BASE_URL,
  limits: {
    // free plans, per user; paid ones have 500
    windows: [{ limit: 50, perSeconds: 60 }],
    classes: {
      // of paid plans; a trial has 5 a day, an enterprise 500 a minute
      book: {
        windows: [
          { limit: 10, perSeconds: 60 },
          { limit: 50, perSeconds: 3_600 },
          { limit: 100, perSeconds: 86_400 },
        ],
        calls: [{ methods: ["POST"], path: /^\/invitees$/ }],
      },
    },
    scope: "account",
    headers: {
      limit: "x-ratelimit-limit",
      remaining: "x-ratelimit-remaining",
      reset: "x-ratelimit-reset",
      perSeconds: 60,
    },
  },
  connection,
  api,
  webhook,
});
