import { defineProvider } from "../define.ts";
import { api, auth, classify, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Mailchimp: audience members, tags, segments, campaigns. https://mailchimp.com/developer/marketing/api/ */
export const mailchimp = defineProvider({
  id: "mailchimp",
  name: "Mailchimp",
  categories: ["marketing"],
  docs: "https://mailchimp.com/developer/marketing/api/",
  auth,
  // ten connections of which other applications may hold some
  limits: { windows: [], concurrency: 8, scope: "account" },
  connection,
  api,
  classify,
  webhook,
});
