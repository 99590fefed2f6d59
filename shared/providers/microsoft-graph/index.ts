import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Microsoft Graph: events, free and busy times, change notifications of Outlook. https://learn.microsoft.com/graph/overview */
export const microsoftGraph = defineProvider({
  id: "microsoft-graph",
  name: "Microsoft Graph",
  categories: ["scheduling"],
  docs: "https://learn.microsoft.com/graph/overview",
  auth: {
    kind: "oauth2",
    fields: [
      {
        name: "tenantId",
        label: "Tenant",
        hint: "Entra admin center → Overview → Tenant ID; for an app that acts without a user.",
        secret: false,
        required: false,
        example: "00000000-0000-4000-8000-000000000000",
      },
      {
        name: "clientSecret",
        label: "Client secret",
        hint: "Entra admin center → App registrations → your app → Certificates & secrets.",
        secret: true,
        required: true,
        example: "EXAMPLE~exampleEXAMPLE~example",
      },
    ],
  },
  baseUrl: "https://graph.microsoft.com/v1.0",
  webhook,
});
