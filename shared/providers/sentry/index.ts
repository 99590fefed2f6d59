import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Sentry: issues, alerts, errors. https://docs.sentry.io/api/ */
export const sentry = defineProvider({
  id: "sentry",
  name: "Sentry",
  categories: ["monitoring"],
  docs: "https://docs.sentry.io/api/",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "authToken",
        label: "Auth token",
        hint: "Settings → Custom Integrations → your internal integration → Tokens.",
        secret: true,
        required: true,
        example: "sntrys_exampleExampleExample",
      },
      {
        name: "organizationSlug",
        label: "Organization",
        hint: "The name in the address of Sentry: https://{organization}.sentry.io.",
        secret: false,
        required: true,
        example: "acme",
      },
    ],
  },
  baseUrl: "https://sentry.io/api/0",
  limits: {
    windows: [{ limit: 40, perSeconds: 1 }],
    scope: "token",
    headers: {
      limit: "x-sentry-rate-limit-limit",
      remaining: "x-sentry-rate-limit-remaining",
      reset: "x-sentry-rate-limit-reset",
    },
  },
  webhook,
});
