import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Supabase: rows, database webhooks, auth hooks. https://supabase.com/docs/guides/api */
export const supabase = defineProvider({
  id: "supabase",
  name: "Supabase",
  categories: ["database"],
  docs: "https://supabase.com/docs/guides/api",
  auth: {
    kind: "api_key",
    fields: [
      {
        name: "projectUrl",
        label: "Project URL",
        hint: "Dashboard → Project Settings → Data API → Project URL.",
        secret: false,
        required: true,
        example: "https://abcdefghijklmnopqrst.supabase.co",
      },
      {
        name: "secretKey",
        label: "Secret key",
        hint: "Dashboard → Project Settings → API keys → Secret keys.",
        secret: true,
        required: true,
        example: "sb_secret_exampleExampleExample",
      },
    ],
  },
  limits: { windows: [{ limit: 50, perSeconds: 1 }], scope: "account" },
  webhook,
});
