import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Retell AI: phone agents, calls, transcripts. https://docs.retellai.com/api-references */
export const retell = defineProvider({
  id: "retell",
  name: "Retell AI",
  categories: ["voice", "ai"],
  docs: "https://docs.retellai.com/api-references",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        hint: "Retell → Dashboard → API keys.",
        secret: true,
        required: true,
        example: "key_0123456789abcdef0123456789",
      },
    ],
  },
  baseUrl: "https://api.retellai.com",
  limits: { windows: [], concurrency: 20, scope: "account" },
  webhook,
});
