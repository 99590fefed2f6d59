import { mergeHeaders } from "../../model/mail-headers.ts";
import { at } from "../../model/read.ts";
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
  withHeaders: (input, headers) => ({
    ...Object(input),
    headers: mergeHeaders(at(input, "headers"), headers),
  }),
};
