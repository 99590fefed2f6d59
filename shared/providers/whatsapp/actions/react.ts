import { z } from "zod";
import { defineAction } from "../../action.ts";
import { addressing, readMessage, repeatability, sendMessage } from "../client.ts";

export const react = defineAction({
  description: "Puts an emoji to a message that was received within 30 days, or takes it away.",
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api/messages/reaction-messages",
  input: z.strictObject({
    to: addressing.to,
    messageId: z.string().min(1).max(256).describe("The id (wamid…) of the message received."),
    emoji: z.string().max(32).describe("Empty to take the reaction away."),
  }),
  example: { to: "+14155550100", messageId: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdC", emoji: "👍" },
  ...repeatability,
  send: ({ to, messageId, emoji }, call) =>
    sendMessage({ to }, { type: "reaction", reaction: { message_id: messageId, emoji } }, call),
  result: readMessage,
});
