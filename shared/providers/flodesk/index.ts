import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Flodesk: subscribers, segments, workflows. https://developers.flodesk.com */
export const flodesk = defineProvider({
  id: "flodesk",
  name: "Flodesk",
  categories: ["marketing"],
  docs: "https://developers.flodesk.com",
  auth: {
    kind: "api_key",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        hint: "Flodesk → Account settings → Integrations → API keys; a paid plan is needed.",
        secret: true,
        required: true,
        example: "fd_key_example0example0example",
      },
    ],
  },
  baseUrl: "https://api.flodesk.com/v1",
  limits: { windows: [{ limit: 100, perSeconds: 60 }], scope: "account" },
  webhook,
});
