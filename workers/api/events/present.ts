import { z } from "@hono/zod-openapi";
import { toRfc3339 } from "../../../shared/clock.ts";
import { bytesToBase64 } from "../../../shared/crypto/bytes.ts";
import { findEndpoint } from "../../../shared/db/queries/endpoints.ts";
import type { EventRow } from "../../../shared/db/queries/events.ts";
import { inboundBody, readEvents, UNPARSED } from "../../../shared/inbound/read-events.ts";
import { type BodyStores, loadBody } from "../../../shared/inbound/stored-body.ts";
import { EVENT_STATUSES } from "../../../shared/model/event.ts";
import { findProvider } from "../../../shared/providers/registry.ts";
import { idSchema, timeSchema } from "../schemas.ts";

/** CloudEvents 1.0 in JSON, with the platform's own account of the event beside it. */
export const eventSchema = z
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
    endpointId: idSchema("endpoint"),
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

type Payload = Pick<z.infer<typeof eventSchema>, "data" | "data_base64" | "dataref" | "datacontenttype">;

/** @param fetchLarge whether a payload that lies in R2 is fetched; lists name its place instead */
export async function presentEvent(
  row: EventRow,
  stores: BodyStores,
  { fetchLarge }: { readonly fetchLarge: boolean },
): Promise<z.infer<typeof eventSchema>> {
  return {
    id: row.id,
    specversion: "1.0",
    source: `/webhooks/${row.provider}/${row.endpointId}`,
    type: row.type,
    subject: row.subject,
    time: toRfc3339(row.occurredAt ?? row.receivedAt),
    ...(await payloadOf(row, stores, fetchLarge)),
    endpointId: row.endpointId,
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

async function payloadOf(row: EventRow, stores: BodyStores, fetchLarge: boolean): Promise<Payload> {
  if (row.data !== null) {
    return { datacontenttype: "application/json", data: JSON.parse(row.data) };
  }
  if (row.bodyRef?.startsWith("r2:") && !fetchLarge) {
    return { datacontenttype: row.contentType, data: null, dataref: `/v1/events/${row.id}/raw` };
  }
  const bytes = await loadBody(row, stores);
  if (bytes === null) {
    return { datacontenttype: row.contentType, data: null };
  }
  if (row.type === `${row.provider}.${UNPARSED}`) {
    return { datacontenttype: row.contentType, data: null, data_base64: bytesToBase64(bytes) };
  }
  // only a declared scheme says where an event's identity lies, and only such an endpoint needs to be read
  const webhook = findProvider(row.provider)?.webhook;
  const declared = webhook?.scheme === undefined && webhook?.verifier === undefined;
  const endpoint = declared ? await findEndpoint(stores.db, row.organizationId, row.endpointId) : null;
  const event = readEvents(webhook, inboundBody(row, bytes, endpoint))[row.item];
  return { datacontenttype: "application/json", data: event?.data ?? null };
}
