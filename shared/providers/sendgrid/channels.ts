import type { ChannelRule } from "../define.ts";

export const email: ChannelRule = {
  action: "email.send",
  toInput: ({ from, to, subject, text, html, replyTo, attachments }) => ({
    from,
    to,
    subject,
    text,
    html,
    replyTo,
    attachments,
  }),
};
