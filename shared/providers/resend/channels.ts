import { mergeHeaders } from "../../model/mail-headers.ts";
import { at } from "../../model/read.ts";
import type { ChannelRule } from "../channel-rule.ts";

export const email: ChannelRule = {
  action: "email.send",
  timeField: "scheduledAt",
  // https://resend.com/docs/dashboard/templates/introduction
  templates: {
    action: "email.send",
    idPattern: "[\\w.-]{1,255}",
    toInput: ({ from, to, subject, replyTo, attachments, template }) => ({
      from,
      to,
      subject,
      replyTo,
      attachments,
      template: { id: template?.id, variables: template?.data },
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
