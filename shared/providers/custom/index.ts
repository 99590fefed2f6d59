import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Any sender of webhooks, by a scheme that the endpoint declares. https://www.standardwebhooks.com */
export const custom = defineProvider({
  id: "custom",
  name: "Custom",
  categories: ["automation"],
  docs: "https://www.standardwebhooks.com",
  auth: { kind: "none", fields: [] },
  webhook,
});
