import { defineProvider } from "../define.ts";
import { updateContact } from "./actions/contacts.ts";
import { retrieveReceived } from "./actions/retrieve-received.ts";
import { cancelEmail, rescheduleEmail, retrieveEmail } from "./actions/scheduling.ts";
import { sendEmail } from "./actions/send-email.ts";
import { addSuppression, listSuppressions, removeSuppression } from "./actions/suppressions.ts";
import { api, BASE_URL, connection } from "./auth.ts";
import { email } from "./channels.ts";
import { classify } from "./classify.ts";
import { optOuts } from "./opt-outs.ts";
import { webhook } from "./webhook.ts";

/** Resend: transactional email, broadcasts, domains. https://resend.com/docs/api-reference/introduction */
export const resend = defineProvider({
  id: "resend",
  name: "Resend",
  categories: ["email"],
  docs: "https://resend.com/docs/api-reference/introduction",
  auth: {
    kind: "bearer",
    fields: [
      {
        name: "apiKey",
        label: "API key",
        hint: "API Keys → Create API key. Sending access is enough for sending; full access is needed for domains and for the words of emails received.",
        secret: true,
        required: true,
        example: "re_ExampleE_ExampleExampleExampleExa",
        pattern: "re_[A-Za-z0-9_]+",
      },
      {
        name: "defaultFrom",
        label: "Sender",
        hint: "An address of a domain that is verified at Resend, with a name if you like.",
        secret: false,
        required: false,
        example: "Acme <hello@mail.example.com>",
      },
    ],
  },
  baseUrl: BASE_URL,
  // older accounts have 2 a second, newer ones 5; the response headers say when more is allowed
  limits: {
    windows: [{ limit: 2, perSeconds: 1 }],
    scope: "account",
    headers: {
      limit: "ratelimit-limit",
      remaining: "ratelimit-remaining",
      reset: "ratelimit-reset",
      perSeconds: 1,
    },
  },
  connection,
  api,
  actions: {
    "email.send": sendEmail,
    "email.cancel": cancelEmail,
    "email.reschedule": rescheduleEmail,
    "email.retrieve": retrieveEmail,
    "emails.retrieve_received": retrieveReceived,
    "contact.update": updateContact,
    "suppression.add": addSuppression,
    "suppression.list": listSuppressions,
    "suppression.remove": removeSuppression,
  },
  channels: { email },
  optOuts: { email: optOuts },
  classify,
  webhook,
});
