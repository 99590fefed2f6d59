import { z } from "zod";
import { defineAction } from "../../action.ts";
import { addressing, readMessage, repeatability, replyWindow, sendMessage } from "../client.ts";
import { MEDIA_KINDS } from "../media.ts";

const UNCAPTIONED: ReadonlySet<string> = new Set(["audio", "sticker"]);

export const sendMedia = defineAction({
  description:
    "Sends an image, a video, a sound, a document or a sticker, which WhatsApp fetches from a public URL or has by its id.",
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api/messages/image-messages",
  input: z
    .strictObject({
      ...addressing,
      type: z.enum(MEDIA_KINDS),
      link: z
        .url({ protocol: /^https?$/ })
        .max(2_048)
        .optional(),
      id: z.string().min(1).max(64).optional().describe("Of a medium that was uploaded within 30 days."),
      caption: z.string().min(1).max(1_024).optional(),
      filename: z.string().min(1).max(240).optional().describe("What a document is called."),
    })
    .refine(({ link, id }) => (link === undefined) !== (id === undefined), {
      error: "is needed, or `id`, and not both",
      path: ["link"],
    })
    .refine(({ type, caption }) => caption === undefined || !UNCAPTIONED.has(type), {
      error: "is for images, videos and documents",
      path: ["caption"],
    })
    .refine(({ type, filename }) => filename === undefined || type === "document", {
      error: "is for documents",
      path: ["filename"],
    }),
  example: {
    to: "+14155550100",
    type: "document",
    link: "https://files.example.com/invoice.pdf",
    filename: "invoice.pdf",
    caption: "Your invoice",
  },
  ...repeatability,
  replyWindow,
  send: ({ type, link, id, caption, filename, ...addressed }, call) =>
    sendMessage(addressed, { type, [type]: { link, id, caption, filename } }, call),
  result: readMessage,
});
