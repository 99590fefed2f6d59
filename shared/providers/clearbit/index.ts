import { defineProvider } from "../define.ts";
import { api, auth, connection } from "./auth.ts";

/** Clearbit: enrichment, of contracts that still run. https://clearbit.com/docs */
export const clearbit = defineProvider({
  id: "clearbit",
  name: "Clearbit",
  categories: ["enrichment"],
  docs: "https://clearbit.com/docs",
  deprecated: {
    reason:
      "HubSpot bought Clearbit and gives out no new keys; those of contracts that still run may work until their end.",
    successor: "people-data-labs",
  },
  auth,
  limits: {
    windows: [{ limit: 600, perSeconds: 60 }],
    scope: "account",
    headers: { limit: "x-ratelimit-limit", remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset" },
  },
  connection,
  api,
});
