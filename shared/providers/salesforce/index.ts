import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Salesforce: leads, contacts, opportunities, tasks. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/ */
export const salesforce = defineProvider({
  id: "salesforce",
  name: "Salesforce",
  categories: ["crm"],
  docs: "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/",
  auth,
  apiVersion: API_VERSION,
  limits: {
    // Developer Edition; Enterprise has 100,000 and 1,000 per user. Concurrency is that of requests above 20 s
    windows: [{ limit: 15_000, perSeconds: 86_400 }],
    concurrency: 5,
    scope: "account",
    headers: { usage: "sforce-limit-info", name: "api-usage", perSeconds: 86_400 },
  },
  connection,
  api,
  webhook,
});
