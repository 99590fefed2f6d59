import { z } from "zod";
import { base64ToBytes } from "../../../crypto/bytes.ts";
import { at, idOf } from "../../../model/read.ts";
import { defineAction } from "../../action.ts";
import { upload } from "../client.ts";
import { MAX_MEDIA_BYTES, MEDIA_TYPES } from "../media.ts";

/** Bytes that a base64 text stands for. RFC 4648 section 4 */
function sizeOf(base64: string): number {
  return (base64.replace(/=+$/, "").length * 3) >> 2;
}

/** A file that is uploaded twice has two ids, of which one is used: it does no harm. */
export const uploadMedia = defineAction({
  description:
    "Uploads a file, to be sent by its id within 30 days; one that is larger than a job may be is sent by its link.",
  docs: "https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#upload-media",
  input: z
    .strictObject({
      filename: z.string().regex(/^[^"\\\p{Cc}]{1,240}$/u, "takes 1 to 240 characters without quotes"),
      contentType: z
        .enum(Object.keys(MEDIA_TYPES))
        .describe("A type that WhatsApp takes; its kind decides how large the file may be."),
      content: z.base64().min(1).describe("base64"),
    })
    .superRefine(({ contentType, content }, { addIssue }) => {
      const kind = MEDIA_TYPES[contentType]?.kind ?? "sticker";
      if (sizeOf(content) > MAX_MEDIA_BYTES[kind]) {
        addIssue({
          code: "custom",
          path: ["content"],
          message: `may have ${MAX_MEDIA_BYTES[kind]} bytes as ${kind}`,
        });
      }
    }),
  example: { filename: "opening-hours.txt", contentType: "text/plain", content: "TW8tRnIgOS0xNw==" },
  idempotency: "key",
  onUncertain: "resend",
  send: ({ content, ...file }, call) =>
    upload({ ...file, bytes: base64ToBytes(content) ?? new Uint8Array() }, call),
  result: ({ body }) => {
    const id = idOf(at(body, "id"));
    return { externalId: id, result: { id } };
  },
});
