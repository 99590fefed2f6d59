import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { limits } from "./limits.ts";
import { webhook } from "./webhook.ts";

/** GitHub: repositories, issues, workflows. https://docs.github.com/rest */
export const github = defineProvider({
  id: "github",
  name: "GitHub",
  categories: ["code"],
  docs: "https://docs.github.com/rest",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  limits,
  connection,
  api,
  webhook,
});
