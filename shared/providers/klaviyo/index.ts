import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Klaviyo: profiles, events, lists, campaigns. https://developers.klaviyo.com/en/reference/api_overview */
export const klaviyo = defineProvider({
  id: "klaviyo",
  name: "Klaviyo",
  categories: ["marketing"],
  docs: "https://developers.klaviyo.com/en/reference/api_overview",
  auth: {
    kind: "api_key",
    fields: [
      {
        name: "privateKey",
        label: "Private API key",
        hint: "Klaviyo → Settings → API keys → Create private API key, with the scopes you need.",
        secret: true,
        required: true,
        example: "pk_example0example0example0example0",
      },
    ],
  },
  baseUrl: "https://a.klaviyo.com",
  apiVersion: "2026-07-15",
  webhook,
});
