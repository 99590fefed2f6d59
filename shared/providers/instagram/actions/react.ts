import { z } from "zod";
import { at, idOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { post, recipient } from "../client.ts";

/** A message has one reaction of the account's: twice is once. */
export const react = defineAction({
  description: "Puts a heart to a message that somebody wrote, or takes it away.",
  docs: "https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api",
  input: z.strictObject({
    to: recipient,
    messageId: z.string().min(1).max(512),
    reaction: z.enum(["love"]).nullable().describe("null takes it away."),
  }),
  example: { to: "987654321", messageId: "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3", reaction: "love" },
  idempotency: "key",
  onUncertain: "resend",
  send: ({ to, messageId, reaction }, call) =>
    post(
      {
        recipient: { id: to },
        sender_action: reaction === null ? "unreact" : "react",
        payload: { message_id: messageId, ...(reaction === null ? {} : { reaction }) },
      },
      call,
    ),
  result: ({ body }) => ({ externalId: null, result: { to: idOf(at(body, "recipient_id")) } }),
});
