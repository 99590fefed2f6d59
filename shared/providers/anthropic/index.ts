import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Anthropic: messages, batches, managed agents. https://platform.claude.com/docs/en/api/overview */
export const anthropic = defineProvider({
  id: "anthropic",
  name: "Anthropic",
  categories: ["ai"],
  docs: "https://platform.claude.com/docs/en/api/overview",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        hint: "Claude Console → API keys.",
        secret: true,
        required: true,
        example: "sk-ant-exampleExampleExample",
      },
    ],
  },
  baseUrl: "https://api.anthropic.com",
  apiVersion: "2026-10-21",
  webhook,
});
