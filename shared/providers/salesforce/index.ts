import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Salesforce: leads, contacts, opportunities, tasks. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/ */
export const salesforce = defineProvider({
  id: "salesforce",
  name: "Salesforce",
  categories: ["crm"],
  docs: "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/",
  auth: {
    kind: "oauth2",
    fields: [
      {
        name: "clientId",
        label: "Consumer key",
        hint: "Setup → External Client App Manager → your app → OAuth settings.",
        secret: false,
        required: true,
        example: "3MVG9EXAMPLEexampleEXAMPLEexample",
      },
      {
        name: "clientSecret",
        label: "Consumer secret",
        hint: "The same place.",
        secret: true,
        required: true,
        example: "0123456789ABCDEF0123456789ABCDEF",
      },
      {
        name: "loginHost",
        label: "Login host",
        hint: "https://login.salesforce.com, https://test.salesforce.com, or the organization's My Domain.",
        secret: false,
        required: false,
        example: "https://login.salesforce.com",
      },
    ],
  },
  webhook,
});
