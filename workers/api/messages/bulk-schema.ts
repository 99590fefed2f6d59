import { z } from "@hono/zod-openapi";
import { MAX_BATCH_ITEMS } from "../../../shared/model/batch.ts";
import { JOB_STATUSES } from "../../../shared/model/job.ts";
import { idSchema, timeSchema } from "../schemas.ts";
import { createMessageSchema } from "./schema.ts";

const { to: _, contactId: __, ...shared } = createMessageSchema.shape;

const messages = z
  .array(z.unknown().openapi({ type: "object", description: "As `POST /v1/messages` takes it." }))
  .min(1)
  .max(MAX_BATCH_ITEMS);

const recipients = z
  .array(
    z.unknown().openapi({
      type: "object",
      description: "`{to}` or `{contactId}`, and whatever else of the message is this recipient's own.",
    }),
  )
  .min(1)
  .max(MAX_BATCH_ITEMS);

/** Whole messages, or one message to many. An item that is wrong is refused by itself, so its form is read later. */
export const createBulkSchema = z
  .union([z.strictObject({ messages }), z.strictObject({ recipients, ...shared })])
  .openapi({
    example: {
      recipients: [{ to: "ben@example.com" }, { to: "ada@example.com" }],
      channel: "email",
      from: "Acme <hello@mail.example.com>",
      subject: "Maintenance tonight",
      text: "From 22:00 on.",
      category: "transactional",
    },
  });

export type NewBulk = z.infer<typeof createBulkSchema>;

const rejectedSchema = z.array(
  z.object({ index: z.int(), code: z.string(), detail: z.string() }).openapi("RejectedItem"),
);

export const acceptedBulkSchema = z
  .object({
    batchId: idSchema("batch"),
    accepted: z.int().openapi({ description: "Jobs stored." }),
    rejected: rejectedSchema.openapi({ description: "Items that became no job, by their place." }),
  })
  .openapi("AcceptedBulk");

export const batchSchema = z
  .object({
    id: idSchema("batch"),
    accepted: z.int(),
    rejected: rejectedSchema,
    counts: z.record(z.enum(JOB_STATUSES), z.int()).openapi({ description: "Its jobs by status." }),
    done: z.boolean().openapi({ description: "No job of it is under way any more." }),
    createdAt: timeSchema,
    canceledAt: timeSchema.nullable(),
  })
  .openapi("Batch");
