import type { ChannelRule } from "../define.ts";

/** A sender may be a messaging service. */
function senderOf(from: string | undefined) {
  return from?.startsWith("MG") === true && from.length === 34 ? { messagingServiceSid: from } : { from };
}

export const sms: ChannelRule = {
  action: "sms.send",
  also: ["mms.send"],
  toInput: ({ to, from, text, mediaUrls }) => ({ to, ...senderOf(from), body: text, mediaUrls }),
};
