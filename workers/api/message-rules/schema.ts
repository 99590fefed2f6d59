import { z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import type { MessageRuleRow } from "../../../shared/db/queries/message-rules.ts";
import { channelSchema } from "../../../shared/model/channel.ts";
import { RULE_EVENTS } from "../../../shared/model/message-rule.ts";
import { wordsOf } from "../../../shared/policy/keywords.ts";
import { jsonObject } from "../json.ts";
import { idSchema, timeSchema } from "../schemas.ts";

/** Characters of JSON: it is read with every message that comes in. */
const MAX_DATA = 10_000;

const phrase = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => wordsOf(text) !== "", { error: "must have a letter or a digit" });

const matchSchema = z.strictObject({
  channel: channelSchema.optional(),
  contains: z.array(phrase).min(1).max(50).readonly().optional().openapi({
    description: "Words or phrases of which a message has one at least, whole and whatever their case.",
  }),
});

const ruleFields = {
  name: z.string().trim().min(1).max(100),
  enabled: z.boolean(),
  match: matchSchema.nullable().openapi({
    description:
      "Which messages are answered, for `message.received`; null: all over the template's channel.",
  }),
  template: z.string().min(1).max(100).openapi({ description: "The id or name of a template." }),
  data: jsonObject(MAX_DATA).openapi({
    description:
      "What the template is filled with beside `contact` and `message`, e.g. the `startUrl` of the starter `welcome`.",
  }),
  channel: channelSchema.nullable().openapi({
    description: "Over which channel, for `user.created`; by default email. An answer keeps its message's.",
  }),
  connectionId: idSchema("connection").nullable().openapi({
    description: "null: the event's own connection where it carries the channel, else as for any message.",
  }),
};

export const createRuleSchema = z
  .strictObject({
    on: z.enum(RULE_EVENTS),
    ...ruleFields,
    enabled: ruleFields.enabled.default(true),
    match: ruleFields.match.default(null),
    data: ruleFields.data.default({}),
    channel: ruleFields.channel.default(null),
    connectionId: ruleFields.connectionId.default(null),
  })
  .openapi({
    example: {
      name: "Welcome",
      on: "user.created",
      template: "welcome",
      data: { startUrl: "https://app.example.com/start" },
    },
  });

export const patchRuleSchema = z.strictObject(ruleFields).partial();

export const ruleSchema = z
  .object({
    id: idSchema("messageRule"),
    on: z.enum(RULE_EVENTS),
    ...ruleFields,
    channel: channelSchema,
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .openapi("MessageRule");

export function presentRule(row: MessageRuleRow): z.infer<typeof ruleSchema> {
  const { id, on, name, enabled, match, template, data, channel, connectionId } = row;
  return {
    id,
    on,
    name,
    enabled,
    match,
    template,
    data: { ...data },
    channel,
    connectionId,
    createdAt: toRfc3339(row.createdAt),
    updatedAt: toRfc3339(row.updatedAt),
  };
}
