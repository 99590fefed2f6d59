import { keyFileMember } from "../../oauth2/key-file.ts";
import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";

/** Google Ads Customer Match over the Data Manager API. https://developers.google.com/data-manager/api */
export const googleAds = defineProvider({
  id: "google-ads",
  name: "Google Ads Customer Match",
  categories: ["audiences"],
  docs: "https://developers.google.com/data-manager/api",
  auth,
  baseUrl: BASE_URL,
  // https://developers.google.com/data-manager/api/limits
  limits: {
    // the operations a day of the Google Ads API go by the project's access level, and are not counted
    windows: [
      { limit: 300, perSeconds: 60 },
      { limit: 100_000, perSeconds: 86_400 },
    ],
    // of the Cloud project, whichever accounts it calls
    parent: {
      windows: [
        { limit: 300, perSeconds: 60 },
        { limit: 100_000, perSeconds: 86_400 },
      ],
      app: ({ serviceAccountJson }) => keyFileMember(serviceAccountJson, "project_id"),
    },
    scope: "account",
  },
  connection,
  api,
});
