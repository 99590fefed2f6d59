import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Sentry: issues, alerts, errors. https://docs.sentry.io/api/ */
export const sentry = defineProvider({
  id: "sentry",
  name: "Sentry",
  categories: ["monitoring"],
  docs: "https://docs.sentry.io/api/",
  auth,
  baseUrl: BASE_URL,
  limits: {
    // of each endpoint, taken for all; how many may be in flight is told in answers alone
    windows: [{ limit: 40, perSeconds: 1 }],
    scope: "token",
    headers: [
      {
        limit: "x-sentry-rate-limit-limit",
        remaining: "x-sentry-rate-limit-remaining",
        reset: "x-sentry-rate-limit-reset",
      },
      { concurrency: "x-sentry-rate-limit-concurrentlimit" },
    ],
  },
  connection,
  api,
  webhook,
});
