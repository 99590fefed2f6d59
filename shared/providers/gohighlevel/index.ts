import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** HighLevel: contacts, calendars, opportunities, workflows. https://marketplace.gohighlevel.com/docs/ */
export const gohighlevel = defineProvider({
  id: "gohighlevel",
  name: "HighLevel",
  categories: ["crm", "scheduling"],
  docs: "https://marketplace.gohighlevel.com/docs/",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "privateIntegrationToken",
        label: "Private integration token",
        hint: "HighLevel → Settings → Private Integrations → the integration of the location.",
        secret: true,
        required: true,
        example: "pit-00000000-0000-4000-8000-000000000000",
      },
      {
        name: "locationId",
        label: "Location",
        hint: "Settings → Business Profile → Location ID.",
        secret: false,
        required: true,
        example: "ve9EPM428h8vShlRW1KT",
      },
    ],
  },
  baseUrl: "https://services.leadconnectorhq.com",
  apiVersion: "2021-07-28",
  webhook,
});
