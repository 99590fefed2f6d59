import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Resend: transactional email, broadcasts, domains. https://resend.com/docs/api-reference/introduction */
export const resend = defineProvider({
  id: "resend",
  name: "Resend",
  categories: ["email"],
  docs: "https://resend.com/docs/api-reference/introduction",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        hint: "API Keys → Create API key. Sending access is enough for sending; full access is needed for domains.",
        secret: true,
        required: true,
        example: "re_ExampleE_ExampleExampleExampleExa",
      },
      {
        name: "defaultFrom",
        label: "Sender",
        hint: "An address of a domain that is verified at Resend, with a name if you like.",
        secret: false,
        required: false,
        example: "Acme <hello@mail.example.com>",
      },
    ],
  },
  baseUrl: "https://api.resend.com",
  // older accounts have 2 a second, newer ones 5; the response headers say when more is allowed
  limits: { windows: [{ limit: 2, perSeconds: 1 }], scope: "account" },
  webhook,
});
