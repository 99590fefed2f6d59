import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Google Calendar: events, free and busy times, push channels. https://developers.google.com/workspace/calendar/api/guides/overview */
export const googleCalendar = defineProvider({
  id: "google-calendar",
  name: "Google Calendar",
  categories: ["scheduling"],
  docs: "https://developers.google.com/workspace/calendar/api/guides/overview",
  auth: {
    kind: "oauth2",
    fields: [
      {
        name: "serviceAccountJson",
        label: "Service account key",
        hint: "Google Cloud → IAM → Service accounts → Keys → Add key, as JSON; it needs domain-wide delegation.",
        secret: true,
        required: true,
        example: '{"type":"service_account","client_email":"x@example.iam.gserviceaccount.com"}',
      },
    ],
  },
  baseUrl: "https://www.googleapis.com/calendar/v3",
  webhook,
});
