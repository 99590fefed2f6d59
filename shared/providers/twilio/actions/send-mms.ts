import { z } from "zod";
import { defineAction } from "../../action.ts";
import { addressing, body, mediaUrls, readMessage, repeatability, sendMessage } from "../message.ts";

export const sendMms = defineAction({
  description: "Sends one message with 1 to 10 media files, which Twilio fetches from public URLs.",
  docs: "https://www.twilio.com/docs/messaging/guides/how-to-send-sms-messages#send-an-mms-message",
  input: z.strictObject({ ...addressing, body: body.optional(), mediaUrls }),
  example: {
    to: "+14155550100",
    from: "+15005550006",
    body: "Your invoice.",
    mediaUrls: ["https://files.example.com/invoice.png"],
  },
  ...repeatability,
  send: sendMessage,
  result: readMessage,
});
