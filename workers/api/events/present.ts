import { z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import type { EventRow } from "../../../shared/db/queries/events.ts";
import { OWN_PROVIDER } from "../../../shared/db/queries/happenings.ts";
import { type CloudEventOptions, cloudEventOf } from "../../../shared/inbound/cloud-event.ts";
import type { BodyStores } from "../../../shared/inbound/stored-body.ts";
import { EVENT_STATUSES } from "../../../shared/model/event.ts";
import { idSchema, timeSchema } from "../schemas.ts";

/** CloudEvents 1.0 in JSON. */
export const cloudEventSchema = z
  .object({
    id: idSchema("event"),
    specversion: z.literal("1.0"),
    source: z.string(),
    type: z.string().openapi({ example: "stripe.invoice.payment_failed" }),
    subject: z.string().nullable(),
    time: timeSchema,
    datacontenttype: z.string(),
    data: z.unknown(),
    data_base64: z.string().optional(),
    dataref: z.string().optional().openapi({ description: "Where a large payload is, in lists." }),
  })
  .openapi("CloudEvent");

/** With the platform's own account of the event beside it. */
export const eventSchema = cloudEventSchema
  .extend({
    endpointId: idSchema("endpoint")
      .nullable()
      .openapi({ description: "null: an event of the platform itself." }),
    provider: z.string(),
    providerEventId: z.string().nullable(),
    status: z.enum(EVENT_STATUSES),
    attempts: z.int(),
    replays: z.int(),
    duplicates: z.int(),
    error: z.string().nullable(),
    receivedAt: timeSchema,
  })
  .openapi("Event");

/** @param fetchLarge whether a payload that lies in R2 is fetched; lists name its place instead */
export async function presentEvent(
  row: EventRow,
  stores: BodyStores,
  options: CloudEventOptions,
): Promise<z.infer<typeof eventSchema>> {
  return {
    ...(await cloudEventOf(row, stores, options)),
    endpointId: row.provider === OWN_PROVIDER ? null : row.endpointId,
    provider: row.provider,
    providerEventId: row.providerEventId,
    status: row.status,
    attempts: row.attempts,
    replays: row.replays,
    duplicates: row.duplicates,
    error: row.error,
    receivedAt: toRfc3339(row.receivedAt),
  };
}
