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

export const whatsapp: ChannelRule = {
  action: "whatsapp.send",
  toInput: ({ to, from, text, mediaUrls }) => {
    const sender = senderOf(from);
    return {
      to,
      ...("from" in sender ? { from: sender.from?.replace("whatsapp:", "") } : sender),
      body: text,
      mediaUrls,
    };
  },
};
