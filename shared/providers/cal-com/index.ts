import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** Cal.com: event types, slots, bookings. https://cal.com/docs/api-reference/v2/introduction */
export const calCom = defineProvider({
  id: "cal-com",
  name: "Cal.com",
  categories: ["scheduling"],
  docs: "https://cal.com/docs/api-reference/v2/introduction",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        hint: "Cal.com → Settings → Developer → API keys.",
        secret: true,
        required: true,
        example: "cal_live_example0example0example",
      },
      {
        name: "baseUrl",
        label: "Base URL",
        hint: "Of your own instance; leave it empty for cal.com.",
        secret: false,
        required: false,
        example: "https://api.cal.com",
      },
    ],
  },
  baseUrl: "https://api.cal.com",
  webhook,
});
