import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, classify, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Housecall Pro: customers, jobs, schedules, estimates of field service. https://docs.housecallpro.com */
export const housecallPro = defineProvider({
  id: "housecall-pro",
  name: "Housecall Pro",
  categories: ["crm", "scheduling"],
  docs: "https://docs.housecallpro.com",
  auth,
  baseUrl: BASE_URL,
  // no figure is published: these are ours
  limits: { windows: [{ limit: 120, perSeconds: 60 }], concurrency: 4, scope: "account" },
  connection,
  api,
  classify,
  webhook,
});
