import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Clerk: users, organizations, sessions. https://clerk.com/docs/reference/backend-api */
export const clerk = defineProvider({
  id: "clerk",
  name: "Clerk",
  categories: ["identity"],
  docs: "https://clerk.com/docs/reference/backend-api",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "secretKey",
        label: "Secret key",
        hint: "Clerk Dashboard → Configure → API keys → Secret keys.",
        secret: true,
        required: true,
        example: "sk_test_exampleExampleExampleExample",
      },
    ],
  },
  baseUrl: "https://api.clerk.com/v1",
  webhook,
});
