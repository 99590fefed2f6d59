import { z } from "zod";
import { nameOf } from "../../../model/read.ts";
import { type Call, defineAction } from "../../action.ts";
import { accountUrl } from "../auth.ts";
import { phoneNumber, sid, webUrl } from "../input.ts";
import { body, commonFields, readMessage, repeatability, timing } from "../message.ts";
import { postForm } from "../request.ts";

const PREFIX = "whatsapp:";

const input = z
  .strictObject({
    to: phoneNumber,
    from: phoneNumber.optional(),
    messagingServiceSid: sid("MG", "a messaging service").optional(),
    body: body.optional().describe("Only within 24 hours of what the recipient wrote last."),
    mediaUrls: z.array(webUrl).length(1).optional().describe("WhatsApp takes one file a message."),
    contentSid: sid("HX", "a content template").optional(),
    contentVariables: z
      .record(z.string().min(1).max(64), z.string().max(1_600))
      .optional()
      .describe("What the template's places hold, by their number or name."),
    ...timing,
  })
  .superRefine((message, { addIssue }) => {
    const { contentSid, contentVariables } = message;
    const hasWords = message.body !== undefined || message.mediaUrls !== undefined;
    const need = (field: string, text: string) => addIssue({ code: "custom", path: [field], message: text });
    if (contentSid === undefined && !hasWords) {
      need("body", "is needed, or `mediaUrls` or `contentSid`");
    }
    if (contentSid !== undefined && hasWords) {
      need("contentSid", "has the words itself: leave `body` and `mediaUrls` out");
    }
    if (contentSid === undefined && contentVariables !== undefined) {
      need("contentVariables", "is for a `contentSid`");
    }
  });

/** What the message names, else the connection's settings, else the credential's WhatsApp sender. */
function senderOf({ from, messagingServiceSid }: z.output<typeof input>, { config, credentials }: Call) {
  if (messagingServiceSid !== undefined) {
    return { MessagingServiceSid: messagingServiceSid };
  }
  const sender = from ?? nameOf(config.whatsappFrom) ?? credentials.whatsappFrom;
  // Twilio's own refusal says what is missing
  return { From: sender === undefined ? undefined : `${PREFIX}${sender.replace(PREFIX, "")}` };
}

export const sendWhatsApp = defineAction({
  description:
    "Sends one WhatsApp message: free words within 24 hours of the recipient's last one, else a content template. Without a sender it comes from the connection's WhatsApp sender.",
  docs: "https://www.twilio.com/docs/whatsapp/api",
  input,
  example: {
    to: "+14155550100",
    contentSid: "HX00000000000000000000000000000000",
    contentVariables: { "1": "Monday", "2": "9:30" },
  },
  ...repeatability,
  send: (message, call) =>
    postForm(call, accountUrl(call, "/Messages.json"), {
      fields: {
        To: `${PREFIX}${message.to}`,
        ...senderOf(message, call),
        Body: message.body,
        ContentSid: message.contentSid,
        ContentVariables:
          message.contentVariables === undefined ? undefined : JSON.stringify(message.contentVariables),
        ...commonFields(message, call),
        MediaUrl: message.mediaUrls,
      },
    }),
  result: readMessage,
});
