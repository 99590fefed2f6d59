import { z } from "zod";
import { defineAction } from "../../action.ts";
import {
  bytesAtMost,
  humanAgent,
  post,
  readMessage,
  recipient,
  repeatability,
  replyWindow,
  windowOf,
} from "../client.ts";

const input = z
  .strictObject({
    to: recipient,
    text: z.string().min(1).refine(bytesAtMost(1_000), "may have 1,000 bytes in UTF-8").optional(),
    media: z
      .strictObject({
        type: z.enum(["image", "video", "audio", "file"]),
        url: z.url({ protocol: /^https?$/ }).max(2_048),
      })
      .optional()
      .describe("Which Instagram fetches: an image of up to 8 MB, anything else of up to 25 MB."),
    quickReplies: z
      .array(
        z.strictObject({
          title: z.string().min(1).max(20),
          payload: z.string().min(1).max(1_000).describe("What comes back when it is chosen."),
        }),
      )
      .min(1)
      .max(13)
      .optional(),
    humanAgent,
  })
  .refine(({ text, media }) => (text === undefined) !== (media === undefined), {
    error: "is needed, or `media`, and not both",
    path: ["text"],
  })
  .refine(({ quickReplies, text }) => quickReplies === undefined || text !== undefined, {
    error: "are for texts",
    path: ["quickReplies"],
  })
  .refine(({ quickReplies, humanAgent: isHuman }) => quickReplies === undefined || isHuman !== true, {
    error: "are not for a person who answers",
    path: ["quickReplies"],
  });

function messageOf({ text, media, quickReplies }: z.output<typeof input>) {
  return media === undefined
    ? {
        text,
        quick_replies: quickReplies?.map((reply) => ({ content_type: "text", ...reply })),
      }
    : { attachment: { type: media.type, payload: { url: media.url } } };
}

export const sendMessage = defineAction({
  description:
    "Answers somebody who wrote to the account within 24 hours, with a text or one medium; a person may within 7 days.",
  docs: "https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api",
  input,
  example: { to: "987654321", text: "Thank you, we look forward to Monday." },
  ...repeatability,
  replyWindow,
  send: (given, call) => {
    const response = given.quickReplies === undefined ? {} : { messaging_type: "RESPONSE" };
    return post(
      {
        recipient: { id: given.to },
        ...response,
        ...windowOf(given.humanAgent),
        message: messageOf(given),
      },
      call,
    );
  },
  result: readMessage,
});
