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
  connection,
  api,
  webhook,
});
