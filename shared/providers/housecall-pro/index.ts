import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Housecall Pro: customers, jobs, schedules, estimates of field service. https://docs.housecallpro.com */
export const housecallPro = defineProvider({
  id: "housecall-pro",
  name: "Housecall Pro",
  categories: ["crm", "scheduling"],
  docs: "https://docs.housecallpro.com",
  auth: {
    kind: "api_key",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        hint: "Housecall Pro → My apps → API key management; an account on the plan MAX is needed.",
        secret: true,
        required: true,
        example: "0123456789abcdef0123456789abcdef",
      },
    ],
  },
  baseUrl: "https://api.housecallpro.com",
  limits: { windows: [{ limit: 120, perSeconds: 60 }], concurrency: 4, scope: "account" },
  webhook,
});
