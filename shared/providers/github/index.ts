import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** GitHub: repositories, issues, workflows. https://docs.github.com/rest */
export const github = defineProvider({
  id: "github",
  name: "GitHub",
  categories: ["code"],
  docs: "https://docs.github.com/rest",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "token",
        label: "Access token",
        hint: "Settings → Developer settings → Fine-grained tokens, with the repositories and permissions you need.",
        secret: true,
        required: true,
        example: "github_pat_11EXAMPLE0EXAMPLE0EXAMPLE",
      },
    ],
  },
  baseUrl: "https://api.github.com",
  apiVersion: "2022-11-28",
  limits: {
    // 5,000 requests an hour, of which at most 80 a minute and 500 an hour may create content: those hold for any call
    windows: [
      { limit: 80, perSeconds: 60 },
      { limit: 500, perSeconds: 3600 },
    ],
    concurrency: 100,
    scope: "token",
  },
  webhook,
});
