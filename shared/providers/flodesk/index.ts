import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, classify, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Flodesk: subscribers, segments, workflows. https://developers.flodesk.com */
export const flodesk = defineProvider({
  id: "flodesk",
  name: "Flodesk",
  categories: ["marketing"],
  docs: "https://developers.flodesk.com",
  auth,
  baseUrl: BASE_URL,
  limits: {
    windows: [{ limit: 100, perSeconds: 60 }],
    scope: "account",
    headers: { limit: "x-fd-ratelimit-limit", remaining: "x-fd-ratelimit-remaining", perSeconds: 60 },
  },
  connection,
  api,
  classify,
  webhook,
});
