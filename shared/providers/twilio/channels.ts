import { printed } from "../../model/message.ts";
import type { ChannelRule } from "../channel-rule.ts";

/** A sender may be a messaging service. */
function senderOf(from: string | undefined) {
  return from?.startsWith("MG") === true && from.length === 34 ? { messagingServiceSid: from } : { from };
}

export const sms: ChannelRule = {
  action: "sms.send",
  also: ["mms.send"],
  timeField: "sendAt",
  toInput: ({ to, from, text, mediaUrls }) => ({ to, ...senderOf(from), body: text, mediaUrls }),
};

function whatsappSender(from: string | undefined) {
  const sender = senderOf(from);
  return "from" in sender ? { from: sender.from?.replace("whatsapp:", "") } : sender;
}

export const whatsapp: ChannelRule = {
  action: "whatsapp.send",
  timeField: "sendAt",
  toInput: ({ to, from, text, mediaUrls }) => ({ to, ...whatsappSender(from), body: text, mediaUrls }),
  // https://www.twilio.com/docs/content/send-templates-created-with-the-content-template-builder
  templates: {
    action: "whatsapp.send",
    idPattern: "HX[0-9a-zA-Z]{32}",
    isExact: true,
    toInput: ({ to, from, template }) => ({
      to,
      ...whatsappSender(from),
      contentSid: template?.id,
      contentVariables: printed(template?.data ?? {}),
    }),
  },
};
