import { z } from "@hono/zod-openapi";
import { categorySchema, channelSchema } from "../../../shared/model/channel.ts";
import { emailSubject } from "../../../shared/model/email.ts";
import { sendingFields } from "../jobs/schema.ts";
import { templateDataSchema } from "../templates/schema.ts";

/** Characters of a message's parts; a provider's own limits show when its action's input is validated. */
const MAX_ADDRESS = 320;
const MAX_CONTENT = 1_000_000;

const attachment = z.strictObject({
  filename: z.string().min(1).max(255),
  content: z.base64().min(1).openapi({ description: "base64", format: "byte" }),
  contentType: z.string().min(1).max(200).optional(),
});

export const createMessageSchema = z
  .strictObject({
    channel: channelSchema,
    to: z
      .string()
      .min(1)
      .max(MAX_ADDRESS)
      .optional()
      .openapi({ description: "Without it the first address of `contactId` on the channel." }),
    from: z
      .string()
      .trim()
      .min(1)
      .max(MAX_ADDRESS)
      .optional()
      .openapi({ description: "Without it the organization's `defaultFrom`, else the connection's sender." }),
    template: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .openapi({ description: "The id or name of a template, in place of `subject`, `text` and `html`." }),
    data: templateDataSchema.optional().openapi({ description: "What the template is filled with." }),
    subject: emailSubject.optional(),
    text: z.string().min(1).max(MAX_CONTENT).optional(),
    html: z.string().min(1).max(MAX_CONTENT).optional(),
    replyTo: z.string().min(1).max(MAX_ADDRESS).optional(),
    attachments: z.array(attachment).min(1).max(20).optional(),
    mediaUrls: z
      .array(z.url({ protocol: /^https?$/ }).max(2_000))
      .min(1)
      .max(10)
      .optional(),
    category: categorySchema,
    ...sendingFields,
  })
  .openapi({
    example: {
      channel: "email",
      to: "ben@example.com",
      from: "Acme <hello@mail.example.com>",
      subject: "Your order",
      text: "It is on its way.",
      category: "transactional",
    },
  });

/** A message as it comes in. */
export type MessageInput = z.infer<typeof createMessageSchema>;

/** A message whose address is known, and whose contact exists. */
export type NewMessage = Omit<MessageInput, "to"> & { readonly to: string };
