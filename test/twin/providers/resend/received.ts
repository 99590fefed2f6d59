import type { Route } from "../../api/provider-api.ts";

/** Retrieve a received email: any id is one. https://resend.com/docs/api-reference/emails/retrieve-received-email */
export const retrieveReceived: Route = {
  method: "GET",
  path: "/emails/receiving/{email_id}",
  action: "email.retrieve_received",
  takes: ["query"],
  described: { file: "resend.json", path: "/emails/receiving/{email_id}" },
  params: { type: "object", properties: { html_format: { enum: ["data_uri", "cid"] } } },
  ahead: ["html_format"],
  act: ({ names, now }) => {
    return {
      answer: {
        status: 200,
        body: {
          object: "email",
          id: names.email_id,
          to: ["hallo@cafe-creme.example"],
          from: "Zoë <zoe@example.com>",
          created_at: new Date(now).toISOString(),
          subject: "Größe?",
          html: "<p>Haben Sie das auch in Größe M?</p>",
          text: "Haben Sie das auch in Größe M?",
          headers: { "in-reply-to": "<sent@cafe-creme.example>" },
          bcc: [],
          cc: [],
          reply_to: [],
          message_id: "<example+123>",
          attachments: [],
        },
      },
    };
  },
};
