import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Clerk: users, organizations, sessions. https://clerk.com/docs/reference/backend-api */
export const clerk = defineProvider({
  id: "clerk",
  name: "Clerk",
  categories: ["identity"],
  docs: "https://clerk.com/docs/reference/backend-api",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  limits: {
    // development instances; production ones have 1,000
    windows: [{ limit: 100, perSeconds: 10 }],
    classes: {
      invite: {
        windows: [{ limit: 100, perSeconds: 3_600 }],
        calls: [{ methods: ["POST"], path: /^\/invitations(?:\/bulk)?$/ }],
      },
    },
    scope: "account",
  },
  connection,
  api,
  webhook,
});
