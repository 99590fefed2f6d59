import { z } from "zod";
import { at } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { post } from "../client.ts";

/** What is read stays read. */
export const markRead = defineAction({
  description: "Shows somebody that their message was read, and that an answer is being written.",
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api/guides/mark-message-as-read",
  input: z.strictObject({
    messageId: z.string().min(1).max(256).describe("The id (wamid…) of the message received."),
    typing: z.boolean().optional().describe("For up to 25 seconds."),
  }),
  example: { messageId: "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTdC" },
  idempotency: "key",
  onUncertain: "resend",
  send: ({ messageId, typing }, call) =>
    post(
      "/messages",
      {
        status: "read",
        message_id: messageId,
        typing_indicator: typing === true ? { type: "text" } : undefined,
      },
      call,
    ),
  result: ({ body }) => ({ externalId: null, result: { read: at(body, "success") === true } }),
});
