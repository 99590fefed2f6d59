import { keyFileMember } from "../../oauth2/key-file.ts";
import { defineProvider } from "../define.ts";
import { listChanges } from "./actions/list-changes.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { classify } from "./classify.ts";
import { webhook } from "./webhook.ts";

/** Google Calendar: events, free and busy times, push channels. https://developers.google.com/workspace/calendar/api/guides/overview */
export const googleCalendar = defineProvider({
  id: "google-calendar",
  name: "Google Calendar",
  categories: ["scheduling"],
  docs: "https://developers.google.com/workspace/calendar/api/guides/overview",
  auth,
  baseUrl: BASE_URL,
  limits: {
    // writes to one calendar are slowed down as well: no figure is published
    windows: [{ limit: 600, perSeconds: 60 }],
    // of a project in use before May 2026; those since have their own, in the console
    parent: {
      windows: [{ limit: 10_000, perSeconds: 60 }],
      app: ({ serviceAccountJson }) => keyFileMember(serviceAccountJson, "project_id"),
    },
    scope: "account",
  },
  connection,
  api,
  actions: { "appointments.list_changes": listChanges },
  classify,
  webhook,
});
