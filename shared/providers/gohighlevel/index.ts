import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** HighLevel: contacts, calendars, opportunities, workflows. https://marketplace.gohighlevel.com/docs/ */
export const gohighlevel = defineProvider({
  id: "gohighlevel",
  name: "HighLevel",
  categories: ["crm", "scheduling"],
  docs: "https://marketplace.gohighlevel.com/docs/",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  connection,
  api,
  webhook,
});
