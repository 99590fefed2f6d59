import { defineProvider } from "../define.ts";
import { getAppointment } from "./actions/get-appointment.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { classify } from "./classify.ts";
import { webhook } from "./webhook.ts";

/** Microsoft Graph: events, free and busy times, change notifications of Outlook. https://learn.microsoft.com/graph/overview */
export const microsoftGraph = defineProvider({
  id: "microsoft-graph",
  name: "Microsoft Graph",
  categories: ["scheduling"],
  docs: "https://learn.microsoft.com/graph/overview",
  auth,
  baseUrl: BASE_URL,
  limits: {
    // of a mailbox; its 150 MB of uploads in five minutes are not counted
    windows: [{ limit: 10_000, perSeconds: 600 }],
    concurrency: 4,
    // of an app, over all mailboxes and tenants
    parent: { windows: [{ limit: 130_000, perSeconds: 10 }] },
    scope: "account",
  },
  connection,
  api,
  actions: { "appointments.get": getAppointment },
  classify,
  webhook,
});
