import { defineProvider } from "../define.ts";
import { api, auth, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** DocuSign: envelopes: create, send, void, read, embedded signing. https://developers.docusign.com/docs/esign-rest-api/ */
export const docusign = defineProvider({
  id: "docusign",
  name: "DocuSign",
  categories: ["documents"],
  docs: "https://developers.docusign.com/docs/esign-rest-api/",
  auth,
  limits: {
    // a limit of polls per envelope is left to whoever polls: which envelope a proxied call asks for is not counted
    windows: [
      // demo accounts; production has 500
      { limit: 200, perSeconds: 30 },
      { limit: 3_000, perSeconds: 3600 },
    ],
    scope: "account",
    headers: [
      {
        limit: "x-ratelimit-limit",
        remaining: "x-ratelimit-remaining",
        reset: "x-ratelimit-reset",
        perSeconds: 3600,
      },
      { limit: "x-burstlimit-limit", remaining: "x-burstlimit-remaining", perSeconds: 30 },
    ],
  },
  connection,
  api,
  webhook,
});
