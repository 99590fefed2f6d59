import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { classify } from "./classify.ts";
import { webhook } from "./webhook.ts";

/** WhatsApp: messages over Meta's Cloud API. https://developers.facebook.com/docs/whatsapp/cloud-api */
export const whatsapp = defineProvider({
  id: "whatsapp",
  name: "WhatsApp",
  categories: ["messaging"],
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api",
  auth,
  baseUrl: BASE_URL,
  limits: {
    windows: [{ limit: 80, perSeconds: 1 }],
    scope: "number",
    headers: { businessUsage: "x-business-use-case-usage" },
  },
  connection,
  api,
  classify,
  webhook,
});
