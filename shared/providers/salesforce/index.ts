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
  connection,
  api,
  webhook,
});
