import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Klaviyo: profiles, events, lists, campaigns. https://developers.klaviyo.com/en/reference/api_overview */
export const klaviyo = defineProvider({
  id: "klaviyo",
  name: "Klaviyo",
  categories: ["marketing"],
  docs: "https://developers.klaviyo.com/en/reference/api_overview",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  connection,
  api,
  webhook,
});
