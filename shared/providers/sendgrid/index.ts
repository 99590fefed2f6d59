import { defineProvider } from "../define.ts";
import { cancelScheduled, createBatch } from "./actions/scheduling.ts";
import { sendEmail } from "./actions/send-email.ts";
import { addSuppressions, listSuppressions, removeSuppression } from "./actions/suppressions.ts";
import { api, auth, BASE_URL, connection } from "./auth.ts";
import { email } from "./channels.ts";
import { classify } from "./classify.ts";
import { limits } from "./limits.ts";
import { optOuts } from "./opt-outs.ts";
import { webhook } from "./webhook.ts";

/** SendGrid: transactional and marketing email. https://www.twilio.com/docs/sendgrid/api-reference */
export const sendgrid = defineProvider({
  id: "sendgrid",
  name: "SendGrid",
  categories: ["email", "marketing"],
  docs: "https://www.twilio.com/docs/sendgrid/api-reference",
  auth,
  baseUrl: BASE_URL,
  // unpublished and different for each endpoint; most admit 600 a minute and say in their headers when they are used up
  limits,
  connection,
  api,
  actions: {
    "email.send": sendEmail,
    "mail_batch.create": createBatch,
    "scheduled_send.cancel": cancelScheduled,
    "suppression.add": addSuppressions,
    "suppression.list": listSuppressions,
    "suppression.remove": removeSuppression,
  },
  channels: { email },
  optOuts: { email: optOuts },
  classify,
  webhook,
});
