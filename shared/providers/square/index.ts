import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Square: payments, subscriptions, invoices, bookings. https://developer.squareup.com/reference/square */
export const square = defineProvider({
  id: "square",
  name: "Square",
  categories: ["payments", "crm"],
  docs: "https://developer.squareup.com/reference/square",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "accessToken",
        label: "Access token",
        hint: "Developer Console → your application → Credentials → Access token, of production or of the sandbox.",
        secret: true,
        required: true,
        example: "EAAAEXAMPLEexampleEXAMPLEexample",
      },
      {
        name: "locationId",
        label: "Location",
        hint: "Developer Console → Locations; payments and invoices belong to one.",
        secret: false,
        required: false,
        example: "LEXAMPLE0LOCATION",
      },
    ],
  },
  baseUrl: "https://connect.squareup.com",
  apiVersion: "2026-09-16",
  webhook,
});
