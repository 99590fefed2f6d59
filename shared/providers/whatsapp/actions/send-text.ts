import { z } from "zod";
import { defineAction } from "../../action.ts";
import { addressing, readMessage, repeatability, replyWindow, sendMessage } from "../client.ts";

export const sendText = defineAction({
  description:
    "Sends a text to somebody who wrote within the last 24 hours; to others WhatsApp delivers templates only (131047).",
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages",
  input: z.strictObject({
    ...addressing,
    text: z.string().min(1).max(4_096),
    previewUrl: z.boolean().optional().describe("Shows a preview of the first link."),
  }),
  example: { to: "+14155550100", text: "Your booking is confirmed for Monday at 9:30." },
  ...repeatability,
  replyWindow,
  send: ({ text, previewUrl, ...addressed }, call) =>
    sendMessage(addressed, { type: "text", text: { body: text, preview_url: previewUrl } }, call),
  result: readMessage,
});
