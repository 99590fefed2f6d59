import { z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import {
  type JobRow,
  type JobWithCost,
  type ListedJob,
  REDRIVABLE,
} from "../../../shared/db/queries/jobs.ts";
import { categorySchema, channelSchema } from "../../../shared/model/channel.ts";
import { topicSchema } from "../../../shared/model/consent.ts";
import { decimalOf } from "../../../shared/model/cost.ts";
import { MESSAGE_STATUSES } from "../../../shared/model/effect.ts";
import {
  CREDENTIAL_SOURCES,
  JOB_STATUSES,
  prioritySchema,
  type ShownWaiting,
  WAITED_FOR,
} from "../../../shared/model/job.ts";
import { agentIdSchema } from "../agents/schema.ts";
import { jsonObject } from "../json.ts";
import { decimalSchema, idSchema, rateSchema, timeSchema } from "../schemas.ts";

const MAX_METADATA = 16_000;

/** What a client says of how a job is to be sent, whatever it sends. */
export const sendingFields = {
  connectionId: idSchema("connection").optional().openapi({
    description:
      "Without it the agent's, else the only active connection that fits, else the platform's own.",
  }),
  agentId: agentIdSchema.optional().openapi({
    description: "Whose integrations and connections go before the organization's.",
  }),
  contactId: idSchema("contact").optional().openapi({
    description: "Whom it is for; with a `channel` the contact must have an address there.",
  }),
  priority: prioritySchema.default("normal"),
  sendAt: timeSchema.optional().openapi({ description: "Not before; at most a year ahead." }),
  maxAttempts: z.int().min(1).max(20).optional(),
  topic: topicSchema
    .optional()
    .openapi({ description: "What a marketing message is about; without it `marketing`." }),
  essential: z.boolean().optional().openapi({
    description:
      "About the recipient's account or its security, e.g. a password reset: reaches also who once complained of spam.",
  }),
  requiresApproval: z
    .boolean()
    .optional()
    .openapi({ description: "Nothing is sent before a person approves it: GET /v1/approvals." }),
  metadata: jsonObject(MAX_METADATA).optional().openapi({ description: "Yours; shown with the job." }),
};

export const createJobSchema = z
  .strictObject({
    provider: z.string().min(1).max(60),
    action: z.string().min(1).max(100),
    input: z
      .unknown()
      .openapi({ description: "As the catalogue's `inputSchema` of the action describes it." }),
    ...sendingFields,
    channel: channelSchema.optional(),
    category: categorySchema.optional(),
  })
  .openapi({
    example: {
      provider: "resend",
      action: "email.send",
      input: {
        from: "Acme <hello@mail.example.com>",
        to: "ben@example.com",
        subject: "Your order",
        text: "It is on its way.",
      },
    },
  });

export const jobFilter = {
  provider: z.string().max(60).optional(),
  channel: channelSchema.optional(),
  connectionId: idSchema("connection").optional(),
  batchId: idSchema("batch").optional(),
};

export const retryJobsSchema = z.strictObject({
  filter: z.strictObject({ ...jobFilter, status: z.enum(REDRIVABLE).optional() }).openapi({
    description: "Without `status`: `failed` and `dead`. The others may act twice, so name them.",
  }),
  dryRun: z.boolean().default(false).openapi({ description: "Only count." }),
});

export const retriedSchema = z.object({
  count: z.int(),
  more: z.boolean().openapi({ description: "The call's limit was reached; call again." }),
});

const errorSchema = z.object({ code: z.string(), message: z.string(), retryable: z.boolean() });

export const acceptedSchema = z
  .object({
    id: idSchema("job"),
    status: z.enum(JOB_STATUSES),
    error: errorSchema.nullable().openapi({ description: "Why the job is blocked." }),
  })
  .openapi("AcceptedJob");

export const jobSchema = z
  .object({
    id: idSchema("job"),
    provider: z.string(),
    action: z.string(),
    connectionId: idSchema("connection").nullable(),
    credential: z
      .object({
        source: z.enum(CREDENTIAL_SOURCES),
        connectionId: idSchema("connection").nullable(),
        agentId: z.string().nullable(),
      })
      .nullable()
      .openapi({ description: "Which credential was chosen, and why; null on jobs of an earlier version." }),
    status: z.enum(JOB_STATUSES),
    priority: prioritySchema,
    channel: channelSchema.nullable(),
    category: categorySchema.nullable(),
    address: z.string().nullable(),
    contactId: idSchema("contact").nullable(),
    attempts: z.int(),
    maxAttempts: z.int(),
    waitingFor: z
      .object({ gate: z.enum(WAITED_FOR), reason: z.string(), until: timeSchema.nullable() })
      .nullable()
      .openapi({
        description:
          "What holds it, and until when; then it is looked at again. `queue`: nothing, its turn is to come; `until` is when it is looked for should its message be lost.",
      }),
    nextAttemptAt: timeSchema
      .nullable()
      .openapi({ description: "Not before; null where it waits for its turn alone, or is not to be tried." }),
    result: z.unknown(),
    error: errorSchema.nullable(),
    fallbackFrom: z
      .array(
        z.object({
          provider: z.string(),
          connectionId: idSchema("connection").nullable(),
          channel: channelSchema.nullable(),
          reason: z.string(),
          at: timeSchema,
        }),
      )
      .nullable()
      .openapi({ description: "The ways that were left for this one, because they surely did not act." }),
    externalId: z.string().nullable(),
    deliveryStatus: z
      .enum(MESSAGE_STATUSES)
      .nullable()
      .openapi({ description: "What the provider said became of the message." }),
    metadata: z.record(z.string(), z.unknown()).nullable(),
    batchId: idSchema("batch").nullable(),
    template: z
      .object({ id: z.string(), version: z.int() })
      .nullable()
      .openapi({ description: "What the message was made from; version 0 is a starter." }),
    sendAt: timeSchema.nullable(),
    createdAt: timeSchema,
    finishedAt: timeSchema.nullable(),
  })
  .openapi("Job");

export const fullJobSchema = jobSchema
  .extend({
    input: z.unknown(),
    cost: z
      .object({ amount: decimalSchema, currency: z.string() })
      .nullable()
      .openapi({ description: "What the provider charged for the message; null until it is known." }),
    rate: rateSchema.nullable(),
    attemptLog: z.array(
      z.object({
        at: timeSchema,
        provider: z.string(),
        connectionId: idSchema("connection").nullable(),
        outcome: z.string(),
        httpStatus: z.int().nullable(),
        durationMs: z.int(),
        reason: z.string().nullable(),
      }),
    ),
  })
  .openapi("FullJob");

/** @param waiting what it waits for, of a job that does */
export function presentJob(row: ListedJob, waiting: ShownWaiting | null): z.infer<typeof jobSchema> {
  const { id, provider, action, connectionId, status, priority, channel, category, address } = row;
  return {
    id,
    provider,
    action,
    connectionId,
    credential: row.credentialChoice === null ? null : { ...row.credentialChoice, connectionId },
    status,
    priority,
    channel,
    category,
    address,
    contactId: row.contactId,
    attempts: row.attempts,
    maxAttempts: row.maxAttempts,
    waitingFor: waiting === null ? null : { ...waiting },
    nextAttemptAt: waiting === null || waiting.gate === "queue" ? null : waiting.until,
    result: row.result,
    error: row.error === null ? null : { ...row.error },
    fallbackFrom: row.fallbackFrom?.map((left) => ({ ...left })) ?? null,
    externalId: row.externalId,
    deliveryStatus: row.deliveryStatus,
    metadata: row.metadata,
    batchId: row.batchId,
    template: row.template === null ? null : { ...row.template },
    sendAt: toRfc3339OrNull(row.sendAt),
    createdAt: toRfc3339(row.createdAt),
    finishedAt: toRfc3339OrNull(row.finishedAt),
  };
}

/** The single job: with what it sends and every try. */
export function presentFullJob(
  row: JobWithCost,
  waiting: ShownWaiting | null,
): z.infer<typeof fullJobSchema> {
  const { micros, currency, rate } = row;
  return {
    ...presentJob(row, waiting),
    input: row.input,
    cost: micros === null || currency === null ? null : { amount: decimalOf(micros), currency },
    rate: rate === null ? null : { ...rate },
    attemptLog: row.attemptLog.map(({ provider, connectionId, ...attempt }) => ({
      ...attempt,
      provider: provider ?? row.provider,
      connectionId: connectionId === undefined ? row.connectionId : connectionId,
    })),
  };
}

export function presentAccepted({ id, status, error }: Pick<JobRow, "id" | "status" | "error">) {
  return { id, status, error: error === null ? null : { ...error } };
}
