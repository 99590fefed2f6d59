import { z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import type { CampaignResults, CampaignRow } from "../../../shared/db/queries/campaigns.ts";
import { CAMPAIGN_STATUSES } from "../../../shared/model/campaign.ts";
import { categorySchema, channelSchema } from "../../../shared/model/channel.ts";
import { topicSchema } from "../../../shared/model/consent.ts";
import { JOB_STATUSES, type JobStatus } from "../../../shared/model/job.ts";
import { idSchema, timeSchema } from "../schemas.ts";
import { templateDataSchema } from "../templates/schema.ts";

const own = {
  name: z.string().trim().min(1).max(100),
  segmentId: idSchema("segment"),
  template: z.string().min(1).max(100).openapi({ description: "The id or name of a template." }),
  channel: channelSchema,
};

const data = templateDataSchema.openapi({
  description:
    "What all messages share; each person's `firstName`, `lastName`, `company` and custom fields are laid over it.",
});
const sendAt = timeSchema.openapi({ description: "Once it is sent, not before." });

export const createCampaignSchema = z
  .strictObject({
    ...own,
    category: categorySchema.default("marketing"),
    topic: topicSchema.optional(),
    data: data.default({}),
    sendAt: sendAt.optional(),
    requiresApproval: z.boolean().default(false),
  })
  .openapi({
    example: {
      name: "Spring",
      segmentId: "seg_01kahk8n3ye6m9d4v0c1x2b3a4",
      template: "newsletter",
      channel: "email",
    },
  });

export const patchCampaignSchema = z
  .strictObject({
    ...own,
    category: categorySchema,
    topic: topicSchema.nullable(),
    data,
    sendAt: sendAt.nullable(),
    requiresApproval: z.boolean(),
  })
  .partial();

export const campaignSchema = z
  .object({
    id: idSchema("campaign"),
    ...own,
    category: categorySchema,
    topic: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
    requiresApproval: z.boolean(),
    sendAt: timeSchema.nullable(),
    status: z.enum(CAMPAIGN_STATUSES),
    approvalId: idSchema("approval").nullable(),
    batchId: idSchema("batch")
      .nullable()
      .openapi({ description: "`GET /v1/jobs?batchId=` lists its messages." }),
    recipients: z.int().nullable().openapi({ description: "People that it was for when it began." }),
    walked: z.int().openapi({ description: "People who had their turn." }),
    refused: z
      .record(z.string(), z.int())
      .openapi({ description: "Those of them who got no message, by the code of the reason." }),
    error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).nullable(),
    createdAt: timeSchema,
    startedAt: timeSchema.nullable(),
    finishedAt: timeSchema
      .nullable()
      .openapi({ description: "Of the last page; its jobs may still be under way." }),
  })
  .openapi("Campaign");

export const campaignReportSchema = campaignSchema
  .extend({
    counts: z.record(z.enum(JOB_STATUSES), z.int()).openapi({ description: "Its messages by status." }),
    results: z
      .object({
        delivered: z.int(),
        bounced: z.int(),
        opened: z.int(),
        clicked: z.int(),
        unsubscribed: z.int(),
        complained: z.int(),
      })
      .openapi({ description: "As far as the provider told of them." }),
  })
  .openapi("CampaignReport");

export function presentCampaign(row: CampaignRow): z.infer<typeof campaignSchema> {
  const {
    organizationId: _,
    dueAt: __,
    contentHash: ___,
    origin: ____,
    cursor: _____,
    failures: ______,
    ...shown
  } = row;
  return {
    ...shown,
    data: { ...row.data },
    refused: { ...row.refused },
    sendAt: toRfc3339OrNull(row.sendAt),
    createdAt: toRfc3339(row.createdAt),
    startedAt: toRfc3339OrNull(row.startedAt),
    finishedAt: toRfc3339OrNull(row.finishedAt),
  };
}

export function presentReport(
  row: CampaignRow,
  found: Partial<Record<JobStatus, number>>,
  results: CampaignResults,
): z.infer<typeof campaignReportSchema> {
  const counts = Object.fromEntries(JOB_STATUSES.map((status) => [status, found[status] ?? 0]));
  return { ...presentCampaign(row), counts: counts as Record<JobStatus, number>, results: { ...results } };
}
