import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Calendly: event types, availability, bookings. https://developer.calendly.com/api-docs */
export const calendly = defineProvider({
  id: "calendly",
  name: "Calendly",
  categories: ["scheduling"],
  docs: "https://developer.calendly.com/api-docs",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "accessToken",
        label: "Personal access token",
        hint: "Calendly → Integrations → API and webhooks → Personal access tokens.",
        secret: true,
        required: true,
        example: "eyJraWQiEXAMPLE.EXAMPLE.EXAMPLE",
      },
    ],
  },
  baseUrl: "https://api.calendly.com",
  limits: { windows: [{ limit: 50, perSeconds: 60 }], scope: "account" },
  webhook,
});
