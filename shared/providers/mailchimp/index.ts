import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Mailchimp: audience members, tags, segments, campaigns. https://mailchimp.com/developer/marketing/api/ */
export const mailchimp = defineProvider({
  id: "mailchimp",
  name: "Mailchimp",
  categories: ["marketing"],
  docs: "https://mailchimp.com/developer/marketing/api/",
  auth: {
    kind: "basic",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        hint: "Mailchimp → Profile → Extras → API keys; it ends in the data centre, -us6 for instance.",
        secret: true,
        required: true,
        example: "0123456789abcdef0123456789abcdef-us6",
      },
    ],
  },
  limits: { windows: [], concurrency: 10, scope: "account" },
  webhook,
});
