import { z } from "zod";
import { defineAction } from "../../action.ts";
import { addressing, readMessage, repeatability, replyWindow, sendMessage } from "../client.ts";
import { areDistinct, interactive, words } from "../interactive.ts";

const button = z.strictObject({
  id: z.string().min(1).max(256).describe("What comes back when it is pressed."),
  title: z.string().min(1).max(20),
});

export const sendButtons = defineAction({
  description: "Sends a text with up to three buttons to answer with, within 24 hours of the last message.",
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages",
  input: z.strictObject({
    ...addressing,
    ...words,
    buttons: z.array(button).min(1).max(3).refine(areDistinct, "must have different ids"),
  }),
  example: {
    to: "+14155550100",
    text: "Is Monday at 9:30 good for you?",
    buttons: [
      { id: "yes", title: "Yes" },
      { id: "no", title: "Another time" },
    ],
  },
  ...repeatability,
  replyWindow,
  send: ({ to, replyTo, buttons, ...rest }, call) =>
    sendMessage(
      { to, replyTo },
      interactive("button", rest, { buttons: buttons.map((reply) => ({ type: "reply", reply })) }),
      call,
    ),
  result: readMessage,
});
