import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Anthropic: messages, batches, managed agents. https://platform.claude.com/docs/en/api/overview */
export const anthropic = defineProvider({
  id: "anthropic",
  name: "Anthropic",
  categories: ["ai"],
  docs: "https://platform.claude.com/docs/en/api/overview",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  connection,
  api,
  webhook,
});
