import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Zapier: catch hooks, and Zaps that call here. https://help.zapier.com/hc/en-us/articles/8496326446989 */
export const zapier = defineProvider({
  id: "zapier",
  name: "Zapier",
  categories: ["automation"],
  docs: "https://help.zapier.com/hc/en-us/articles/8496326446989",
  // nothing proves a catch hook: whatever is sent to it runs the Zap
  auth: {
    kind: "api_key",
    fields: [
      {
        name: "webhookUrl",
        label: "Catch hook",
        hint: "In the Zap: Webhooks by Zapier → Catch Hook → the URL; whoever knows it can call it.",
        secret: true,
        required: true,
        example: "https://hooks.zapier.com/hooks/catch/123456/abcdef/",
        pattern: "https://hooks\\.zapier\\.com/hooks/.+",
      },
    ],
  },
  baseUrl: "https://hooks.zapier.com",
  limits: {
    windows: [
      { limit: 30, perSeconds: 1 },
      { limit: 10_000, perSeconds: 300 },
    ],
    scope: "account",
  },
  webhook,
});
