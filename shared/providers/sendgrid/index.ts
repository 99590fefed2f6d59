import { defineProvider } from "../define.ts";
import { webhook } from "./webhook.ts";

/** SendGrid: transactional and marketing email. https://www.twilio.com/docs/sendgrid/api-reference */
export const sendgrid = defineProvider({
  id: "sendgrid",
  name: "SendGrid",
  categories: ["email", "marketing"],
  docs: "https://www.twilio.com/docs/sendgrid/api-reference",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        hint: "Settings → API Keys → Create API Key, with Mail Send and the scopes of what else you use.",
        secret: true,
        required: true,
        example: "SG.ExampleExampleExample0.ExampleExampleExampleExampleExampleExample0",
      },
      {
        name: "region",
        label: "Region",
        hint: "global, or eu for a subuser whose data stays in the EU.",
        secret: false,
        required: false,
        example: "global",
      },
      {
        name: "fromEmail",
        label: "Sender address",
        hint: "An address of an authenticated domain or a verified single sender.",
        secret: false,
        required: false,
        example: "hello@mail.example.com",
      },
      {
        name: "fromName",
        label: "Sender name",
        hint: "The name shown beside the sender address.",
        secret: false,
        required: false,
        example: "Acme",
      },
      {
        name: "replyTo",
        label: "Reply-to address",
        hint: "Where replies go, if not to the sender address.",
        secret: false,
        required: false,
        example: "support@example.com",
      },
    ],
  },
  baseUrl: "https://api.sendgrid.com",
  // unpublished and different for each endpoint; most admit 600 a minute and say in their headers when they are used up
  limits: { windows: [{ limit: 600, perSeconds: 60 }], scope: "account" },
  webhook,
});
