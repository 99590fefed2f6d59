import { z } from "zod";
import { defineAction } from "../../action.ts";
import { humanAgent, post, readMessage, recipient, repeatability, replyWindow, windowOf } from "../client.ts";

const title = z.string().min(1).max(20);
const button = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("web_url"),
    title,
    url: z.url({ protocol: /^https?$/ }).max(2_048),
  }),
  z.strictObject({
    type: z.literal("postback"),
    title,
    payload: z.string().min(1).max(1_000).describe("What comes back when it is pressed."),
  }),
]);

export const sendButtons = defineAction({
  description: "Answers somebody who wrote within 24 hours, with a text and up to three buttons.",
  docs: "https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/button-template",
  input: z.strictObject({
    to: recipient,
    text: z.string().min(1).max(640),
    buttons: z.array(button).min(1).max(3),
    humanAgent,
  }),
  example: {
    to: "987654321",
    text: "Is Monday at 9:30 good for you?",
    buttons: [
      { type: "postback", title: "Yes", payload: "yes" },
      { type: "web_url", title: "Other times", url: "https://www.example.com/times" },
    ],
  },
  ...repeatability,
  replyWindow,
  send: ({ to, text, buttons, humanAgent: isHuman }, call) => {
    const payload = { template_type: "button", text, buttons };
    return post(
      {
        recipient: { id: to },
        ...windowOf(isHuman),
        message: { attachment: { type: "template", payload } },
      },
      call,
    );
  },
  result: readMessage,
});
