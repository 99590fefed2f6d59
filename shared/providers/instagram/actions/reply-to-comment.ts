import { z } from "zod";
import { defineAction } from "../../action.ts";
import { bytesAtMost, post, readMessage, repeatability } from "../client.ts";

export const replyToComment = defineAction({
  description: "Writes privately to who commented: once, within 7 days of the comment.",
  docs: "https://developers.facebook.com/docs/instagram-platform/private-replies",
  input: z.strictObject({
    commentId: z.string().regex(/^\d{1,32}$/, "must be a comment's id, in digits"),
    text: z.string().min(1).refine(bytesAtMost(1_000), "may have 1,000 bytes in UTF-8"),
  }),
  example: { commentId: "17870913679156914", text: "Thank you for asking, here is how it works." },
  ...repeatability,
  send: ({ commentId, text }, call) =>
    post({ recipient: { comment_id: commentId }, message: { text } }, call),
  result: readMessage,
});
