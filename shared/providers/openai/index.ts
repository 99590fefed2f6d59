import { defineProvider } from "../define.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** OpenAI: responses, batches, fine-tuning. https://platform.openai.com/docs/api-reference */
export const openai = defineProvider({
  id: "openai",
  name: "OpenAI",
  categories: ["ai"],
  docs: "https://platform.openai.com/docs/api-reference",
  auth,
  baseUrl: BASE_URL,
  connection,
  api,
  webhook,
});
