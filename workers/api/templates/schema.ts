import { z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import type { TemplateRow } from "../../../shared/db/queries/templates.ts";
import { channelSchema } from "../../../shared/model/channel.ts";
import { MAX_TEMPLATE_CHARACTERS } from "../../../shared/model/template.ts";
import type { UsableTemplate } from "../../../shared/outbox/templates.ts";
import { jsonObject } from "../json.ts";
import { timeSchema } from "../schemas.ts";

/** Characters of JSON that a template may be filled with. */
const MAX_DATA = 500_000;

const variable = z
  .string()
  .regex(
    /^[\p{L}\p{N}_][\p{L}\p{N}_-]*(\.[\p{L}\p{N}_][\p{L}\p{N}_-]*)*$/u,
    "must be a variable's name, e.g. order.number",
  )
  .max(100);
const part = z.string().min(1).max(MAX_TEMPLATE_CHARACTERS);
const name = z.string().trim().min(1).max(100);
const requiredVariables = z.array(variable).max(100).openapi({
  description:
    "What a message cannot be without, lists with an item too. By default all that is printed outside of lists and conditions.",
});

const providerTemplate = z
  .strictObject({
    provider: z.string().min(1).max(60).openapi({ description: "A provider's id in the catalogue." }),
    id: z.string().min(1).max(512).openapi({ description: "The template's id, alias or name there." }),
    language: z
      .string()
      .min(2)
      .max(10)
      .optional()
      .openapi({ description: "WhatsApp: the one it was approved in." }),
  })
  .openapi({
    description:
      "A template that the provider keeps and fills, in place of `text` and `html`; messages then go through a connection of that provider. `data` are its variables; WhatsApp and Twilio get those that `requiredVariables` names and no others.",
  });

export const createTemplateSchema = z
  .strictObject({
    name,
    channel: channelSchema,
    subject: part.optional(),
    text: part.optional(),
    html: part.optional(),
    providerTemplate: providerTemplate.optional(),
    requiredVariables: requiredVariables.optional(),
  })
  .openapi({
    example: {
      name: "order-shipped",
      channel: "email",
      subject: "Order {{number}} is on its way",
      text: "Hello {{name}},\n{{#items}}\n- {{.}}\n{{/items}}",
      requiredVariables: ["number", "name", "items"],
    },
  });

export const patchTemplateSchema = z
  .strictObject({
    name,
    subject: part.nullable(),
    text: part.nullable(),
    html: part.nullable(),
    providerTemplate: providerTemplate.nullable(),
    requiredVariables,
  })
  .partial();

export const templateDataSchema = jsonObject(MAX_DATA);

export const renderSchema = z
  .strictObject({
    data: templateDataSchema.default({}),
    version: z.int().min(0).optional().openapi({ description: "The one in use unless another is named." }),
  })
  .openapi({ example: { data: { name: "Ann" } } });

export const templateSchema = z
  .object({
    id: z.string().openapi({ description: "A starter's is its name." }),
    name: z.string(),
    channel: channelSchema,
    version: z.int().openapi({ description: "0: a starter, which no organization changed yet." }),
    subject: z.string().nullable(),
    text: z.string().nullable(),
    html: z.string().nullable(),
    providerTemplate: providerTemplate.nullable(),
    requiredVariables: z.array(z.string()),
    source: z.enum(["own", "starter"]),
    createdAt: timeSchema.nullable(),
    updatedAt: timeSchema.nullable(),
  })
  .openapi("Template");

export const renderedSchema = z
  .object({
    subject: z.string().nullable(),
    text: z.string().nullable(),
    html: z.string().nullable(),
    segments: z
      .object({ encoding: z.enum(["GSM-7", "UCS-2"]), count: z.int(), characters: z.int() })
      .nullable()
      .openapi({ description: "What a carrier bills; null where the channel is not SMS." }),
    size: z.int().openapi({ description: "Bytes of all parts in UTF-8." }),
  })
  .openapi("RenderedTemplate");

export function presentTemplate(
  template: UsableTemplate & Partial<Pick<TemplateRow, "createdAt" | "updatedAt">>,
): z.infer<typeof templateSchema> {
  const { id, name: title, channel, version, subject, text, html, providerTemplate: kept } = template;
  const { createdAt, updatedAt } = template;
  return {
    id,
    name: title,
    channel,
    version,
    subject,
    text,
    html,
    providerTemplate: kept,
    requiredVariables: [...template.requiredVariables],
    source: createdAt === undefined ? "starter" : "own",
    createdAt: createdAt === undefined ? null : toRfc3339(createdAt),
    updatedAt: updatedAt === undefined ? null : toRfc3339(updatedAt),
  };
}
