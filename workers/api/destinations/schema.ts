import { z } from "@hono/zod-openapi";
import { toRfc3339, toRfc3339OrNull } from "../../../shared/clock.ts";
import type { DeliveryRow } from "../../../shared/db/queries/deliveries.ts";
import type { DestinationRow } from "../../../shared/db/queries/destinations.ts";
import { DELIVERY_STATUSES } from "../../../shared/db/schema/deliveries.ts";
import { DESTINATION_STATUSES } from "../../../shared/db/schema/destinations.ts";
import { MAX_SCHEDULE, MAX_SCHEDULE_SECONDS } from "../../../shared/policy/delivery.ts";
import { idSchema, timeSchema } from "../schemas.ts";

const url = z.string().min(1).max(4_000).openapi({ example: "https://app.example.com/hooks" });

const events = z
  .array(z.string().min(1).max(200))
  .min(1)
  .max(100)
  .openapi({
    description: "Types to send, `*` as wildcard: `stripe.*`, `causeway.job.*`.",
    example: ["stripe.*"],
  });

const retrySchedule = z
  .array(z.int().min(1).max(MAX_SCHEDULE_SECONDS))
  .max(MAX_SCHEDULE)
  .openapi({ description: "Waits in seconds after each failed attempt; an empty list tries once." });

const secret = z
  .string()
  .max(200)
  .openapi({ description: "`whsec_` and the base64 of 24 to 64 bytes. Without it the platform makes one." });

export const createDestinationSchema = z.strictObject({
  url,
  events,
  secret: secret.optional(),
  description: z.string().max(500).optional(),
  enabled: z.boolean().optional(),
  retrySchedule: retrySchedule.optional(),
});

export const patchDestinationSchema = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description: z.string().max(500).nullable().optional(),
  enabled: z.boolean().optional(),
  retrySchedule: retrySchedule.nullable().optional(),
});

export const rotateDestinationSchema = z.strictObject({
  secret: secret.optional(),
  expireOldAfterSeconds: z.int().min(0).max(604_800).default(86_400),
});

export const recoverSchema = z
  .strictObject({ since: timeSchema, until: timeSchema, dryRun: z.boolean().default(false) })
  .openapi({
    example: { since: "2026-11-20T00:00:00.000Z", until: "2026-11-21T00:00:00.000Z", dryRun: true },
  });

export const destinationSchema = z
  .object({
    id: idSchema("destination"),
    url: z.string(),
    description: z.string().nullable(),
    events: z.array(z.string()),
    status: z.enum(DESTINATION_STATUSES),
    retrySchedule: z.array(z.int()).nullable(),
    source: z.enum(["api", "hook"]),
    failingSince: timeSchema.nullable(),
    secrets: z.array(z.object({ id: z.string(), createdAt: timeSchema, expiresAt: timeSchema.nullable() })),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .openapi("Destination");

/** Shown once, where the secret was made or set. */
export const withSecretSchema = destinationSchema
  .extend({ secret: z.string().openapi({ description: "Signs what is sent. Shown this once." }) })
  .openapi("DestinationWithSecret");

export function presentDestination(
  { organizationId: _, warnedAt: __, ...row }: DestinationRow,
  now: number,
): z.infer<typeof destinationSchema> {
  return {
    ...row,
    events: [...row.events],
    retrySchedule: row.retrySchedule === null ? null : [...row.retrySchedule],
    failingSince: toRfc3339OrNull(row.failingSince),
    secrets: row.secrets
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
      .map(({ id, createdAt, expiresAt }) => ({
        id,
        createdAt: toRfc3339(createdAt),
        expiresAt: toRfc3339OrNull(expiresAt),
      })),
    createdAt: toRfc3339(row.createdAt),
    updatedAt: toRfc3339(row.updatedAt),
  };
}

export const deliverySchema = z
  .object({
    id: idSchema("delivery"),
    destinationId: idSchema("destination"),
    eventId: idSchema("event"),
    status: z.enum(DELIVERY_STATUSES),
    nextAttemptAt: timeSchema.nullable(),
    attempts: z.array(
      z.object({
        at: timeSchema,
        httpStatus: z.int().nullable(),
        durationMs: z.number(),
        preparedMs: z.number().openapi({ description: "From the queue's message to the request." }),
        error: z.string().nullable(),
        response: z.string().nullable().openapi({ description: "Its beginning, at most 16 KB." }),
      }),
    ),
  })
  .openapi("Delivery");

export function presentDelivery({
  organizationId: _,
  dueAt: __,
  nextAttemptAt,
  attempts,
  ...row
}: DeliveryRow): z.infer<typeof deliverySchema> {
  return { ...row, nextAttemptAt: toRfc3339OrNull(nextAttemptAt), attempts: [...attempts] };
}
