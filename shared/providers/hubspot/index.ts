import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** HubSpot: contacts, deals, notes, meetings, workflows. https://developers.hubspot.com/docs/api-reference/overview */
export const hubspot = defineProvider({
  id: "hubspot",
  name: "HubSpot",
  categories: ["crm"],
  docs: "https://developers.hubspot.com/docs/api-reference/overview",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "accessToken",
        label: "Private app token",
        hint: "HubSpot → Settings → Integrations → Private apps → Access token.",
        secret: true,
        required: true,
        example: "pat-na1-00000000-0000-4000-8000-000000000000",
      },
    ],
  },
  baseUrl: "https://api.hubapi.com",
  webhook,
});
