import { defineProvider } from "../define.ts";
import { API_VERSION, api, auth, BASE_URL, connection } from "./auth.ts";
import { webhook } from "./webhook.ts";

/** Square: payments, subscriptions, invoices, bookings. https://developer.squareup.com/reference/square */
export const square = defineProvider({
  id: "square",
  name: "Square",
  categories: ["payments", "crm"],
  docs: "https://developer.squareup.com/reference/square",
  auth,
  baseUrl: BASE_URL,
  apiVersion: API_VERSION,
  limits: {
    // Square publishes no figure; this one is ours
    windows: [{ limit: 10, perSeconds: 1 }],
    scope: "token",
  },
  connection,
  api,
  webhook,
});
