import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** OpenAI: responses, batches, fine-tuning. https://platform.openai.com/docs/api-reference */
export const openai = defineProvider({
  id: "openai",
  name: "OpenAI",
  categories: ["ai"],
  docs: "https://platform.openai.com/docs/api-reference",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        hint: "platform.openai.com → API keys.",
        secret: true,
        required: true,
        example: "sk-proj-exampleExampleExample",
      },
      {
        name: "organization",
        label: "Organization",
        hint: "Settings → Organization → General; for a key of several organizations.",
        secret: false,
        required: false,
        example: "org-example",
      },
    ],
  },
  baseUrl: "https://api.openai.com/v1",
  webhook,
});
