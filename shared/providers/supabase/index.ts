import { defineProvider } from "../define.ts";
import { api, auth, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Supabase: rows, database webhooks, auth hooks. https://supabase.com/docs/guides/api */
export const supabase = defineProvider({
  id: "supabase",
  name: "Supabase",
  categories: ["database"],
  docs: "https://supabase.com/docs/guides/api",
  auth,
  // no limit is published for a project's data, which its database bounds: this one is ours
  limits: { windows: [{ limit: 50, perSeconds: 1 }], scope: "account" },
  connection,
  api,
  webhook,
});
