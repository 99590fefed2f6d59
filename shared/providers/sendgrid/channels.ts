import { mergeHeaders } from "../../model/mail-headers.ts";
import { at } from "../../model/read.ts";
import type { ChannelRule } from "../channel-rule.ts";

export const email: ChannelRule = {
  action: "email.send",
  timeField: "sendAt",
  // https://www.twilio.com/docs/sendgrid/ui/sending-email/how-to-send-an-email-with-dynamic-templates
  templates: {
    action: "email.send",
    idPattern: "d-[\\w-]{1,100}",
    toInput: ({ from, to, subject, replyTo, attachments, template }) => ({
      from,
      to,
      subject,
      replyTo,
      attachments,
      templateId: template?.id,
      templateData: template?.data,
    }),
  },
  toInput: ({ from, to, subject, text, html, replyTo, attachments }) => ({
    from,
    to,
    subject,
    text,
    html,
    replyTo,
    attachments,
  }),
  wordFields: { text: "text", html: "html" },
  withHeaders: (input, headers) => ({
    ...Object(input),
    headers: mergeHeaders(at(input, "headers"), headers),
  }),
};
