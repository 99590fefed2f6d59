import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { classify } from "./classify.ts";

/** Meta Custom Audiences: contacts as audiences of Facebook and Instagram ads. https://developers.facebook.com/docs/marketing-api/audiences */
export const metaAudiences = defineProvider({
  id: "meta-audiences",
  name: "Meta Custom Audiences",
  categories: ["audiences"],
  docs: "https://developers.facebook.com/docs/marketing-api/audiences",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  // of an application in development: https://developers.facebook.com/docs/marketing-api/overview/rate-limiting
  limits: {
    // of apps with development access; each active audience adds 40, which is left out
    windows: [{ limit: 5_000, perSeconds: 3_600 }],
    scope: "account",
    headers: { businessUsage: "x-business-use-case-usage" },
  },
  connection,
  api,
  classify,
});
