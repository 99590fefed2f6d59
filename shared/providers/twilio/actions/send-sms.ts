import { z } from "zod";
import { defineAction } from "../../action.ts";
import { addressing, body, mediaUrls, readMessage, repeatability, sendMessage } from "../message.ts";

export const sendSms = defineAction({
  description:
    "Sends one text message; with `mediaUrls` Twilio makes it an MMS. Without a sender it comes from the connection's messaging service or number.",
  docs: "https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource",
  input: z
    .strictObject({ ...addressing, body: body.optional(), mediaUrls: mediaUrls.optional() })
    .refine((message) => message.body !== undefined || message.mediaUrls !== undefined, {
      error: "is needed, or `mediaUrls`",
      path: ["body"],
    }),
  // Twilio's test number, with the test sender that always succeeds
  example: {
    to: "+14155550100",
    from: "+15005550006",
    body: "Your booking is confirmed for Monday at 9:30.",
  },
  ...repeatability,
  send: sendMessage,
  result: readMessage,
});
