import { z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import type { ApprovalRuleRow } from "../../../shared/db/queries/approval-rules.ts";
import type { ApprovalRow } from "../../../shared/db/queries/approvals.ts";
import { APPROVAL_STATUSES, type ApprovalConditions } from "../../../shared/model/approval.ts";
import { categorySchema, channelSchema } from "../../../shared/model/channel.ts";
import { idSchema, timeSchema } from "../schemas.ts";

const DAY_SECONDS = 86_400;

const conditions = {
  provider: z.string().min(1).max(60).optional(),
  channel: channelSchema.optional(),
  category: categorySchema.optional(),
  minBatchSize: z
    .int()
    .min(2)
    .optional()
    .openapi({ description: "Messages of one bulk call, from this many on." }),
  minAmount: z
    .int()
    .min(1)
    .optional()
    .openapi({ description: "In minor units of `currency`, from this much on." }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capital letters (ISO 4217)")
    .optional(),
  flagged: z
    .boolean()
    .optional()
    .openapi({ description: "Only what its sender marks with `requiresApproval`." }),
};

const notify = z.strictObject({
  connectionId: idSchema("connection"),
  channel: z
    .string()
    .min(1)
    .max(255)
    .openapi({ description: "Where people are asked; of Slack a channel's id." }),
});

const ruleFields = {
  name: z.string().trim().min(1).max(100),
  enabled: z.boolean(),
  ...conditions,
  notify: notify.nullable().openapi({ description: "null: asked in the API alone." }),
  approvers: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(100)
    .nullable()
    .openapi({ description: "Ids of the people whose click counts; null: whoever sees the buttons." }),
  expiresInSeconds: z
    .int()
    .min(60)
    .max(30 * DAY_SECONDS),
};

export const createRuleSchema = z
  .strictObject({
    ...ruleFields,
    enabled: ruleFields.enabled.default(true),
    notify: ruleFields.notify.default(null),
    approvers: ruleFields.approvers.default(null),
    expiresInSeconds: ruleFields.expiresInSeconds.default(DAY_SECONDS),
  })
  .openapi({ example: { name: "Newsletters", channel: "email", category: "marketing" } });

const nullable = <T extends z.ZodType>(schema: z.ZodOptional<T>) => schema.unwrap().nullable();

export const patchRuleSchema = z
  .strictObject({
    ...ruleFields,
    provider: nullable(conditions.provider),
    channel: nullable(conditions.channel),
    category: nullable(conditions.category),
    minBatchSize: nullable(conditions.minBatchSize),
    minAmount: nullable(conditions.minAmount),
    currency: nullable(conditions.currency),
    flagged: nullable(conditions.flagged),
  })
  .partial();

export const ruleSchema = z
  .object({ id: idSchema("approvalRule"), ...ruleFields, createdAt: timeSchema, updatedAt: timeSchema })
  .openapi("ApprovalRule");

export const approvalSchema = z
  .object({
    id: idSchema("approval"),
    jobId: idSchema("job")
      .nullable()
      .openapi({ description: "Of a bulk call the first of the jobs; null for a campaign." }),
    batchId: idSchema("batch").nullable().openapi({ description: "The bulk call whose jobs wait for it." }),
    campaignId: idSchema("campaign").nullable(),
    ruleId: idSchema("approvalRule").nullable().openapi({ description: "null: the sender asked for it." }),
    status: z.enum(APPROVAL_STATUSES),
    provider: z.string(),
    action: z.string(),
    channel: channelSchema.nullable(),
    category: categorySchema.nullable(),
    preview: z.string(),
    decidedBy: z
      .string()
      .nullable()
      .openapi({ description: "A person's id where they were asked, or a key's." }),
    reason: z.string().nullable(),
    createdAt: timeSchema,
    expiresAt: timeSchema,
    decidedAt: timeSchema.nullable(),
  })
  .openapi("Approval");

export const decisionSchema = z.strictObject({ reason: z.string().trim().min(1).max(1_000).optional() });

export function presentRule(row: ApprovalRuleRow): z.infer<typeof ruleSchema> {
  const { id, name, enabled, connectionId, channel, approvers, expiresInSeconds } = row;
  return {
    id,
    name,
    enabled,
    ...row.conditions,
    notify: connectionId === null || channel === null ? null : { connectionId, channel },
    approvers: approvers === null ? null : [...approvers],
    expiresInSeconds,
    createdAt: toRfc3339(row.createdAt),
    updatedAt: toRfc3339(row.updatedAt),
  };
}

export function presentApproval(row: ApprovalRow): z.infer<typeof approvalSchema> {
  const {
    id,
    jobId,
    batchId,
    campaignId,
    ruleId,
    status,
    provider,
    action,
    category,
    preview,
    decidedBy,
    reason,
  } = row;
  return {
    id,
    jobId,
    batchId,
    campaignId,
    ruleId,
    status,
    provider,
    action,
    channel: row.outChannel,
    category,
    preview,
    decidedBy,
    reason,
    createdAt: toRfc3339(row.createdAt),
    expiresAt: toRfc3339(row.expiresAt),
    decidedAt: toRfc3339OrNull(row.decidedAt),
  };
}

/** The conditions among a rule's fields; those that are null or left out are none. */
export function conditionsOf(
  fields: {
    readonly [K in keyof ApprovalConditions]: ApprovalConditions[K] | null;
  },
): ApprovalConditions {
  const { provider, channel, category, minBatchSize, minAmount, currency, flagged } = fields;
  return {
    ...(provider == null ? {} : { provider }),
    ...(channel == null ? {} : { channel }),
    ...(category == null ? {} : { category }),
    ...(minBatchSize == null ? {} : { minBatchSize }),
    ...(minAmount == null ? {} : { minAmount }),
    ...(currency == null ? {} : { currency }),
    ...(flagged == null ? {} : { flagged }),
  };
}
