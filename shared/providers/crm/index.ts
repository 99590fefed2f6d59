import { defineProvider } from "../define.ts";
import { api, auth, connection } from "./auth.ts";

/** Any CRM with a JSON REST API, by the settings of its connection. https://www.rfc-editor.org/rfc/rfc9110 */
export const crm = defineProvider({
  id: "crm",
  name: "Any REST CRM",
  categories: ["crm"],
  docs: "https://www.rfc-editor.org/rfc/rfc9110",
  auth,
  limits: {
    windows: [
      { limit: 100, perSeconds: 60 },
      { limit: 100, perSeconds: 60, burst: 10 },
    ],
    concurrency: 5,
    scope: "account",
    headers: [
      { remaining: "ratelimit-remaining", reset: "ratelimit-reset" },
      { remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset" },
    ],
  },
  timeoutMs: 20_000,
  connection,
  api,
});
