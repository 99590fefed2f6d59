import { toRfc3339 } from "../clock.ts";
import { bytesToBase64 } from "../crypto/bytes.ts";
import type { Database } from "../db/client.ts";
import { type EndpointRow, findEndpoint } from "../db/queries/endpoints.ts";
import type { EventRow } from "../db/queries/events.ts";
import { OWN_PROVIDER } from "../db/queries/happenings.ts";
import type { Id } from "../ids.ts";
import { findProvider } from "../providers/registry.ts";
import { inboundBody, readEvents, UNPARSED } from "./read-events.ts";
import { type BodyStores, loadBody } from "./stored-body.ts";

/** CloudEvents 1.0 in its JSON format: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
export interface CloudEvent {
  readonly id: Id<"event">;
  readonly specversion: "1.0";
  readonly source: string;
  /** `<provider>.<the provider's own type>` */
  readonly type: string;
  readonly subject: string | null;
  /** RFC 3339 */
  readonly time: string;
  readonly datacontenttype: string;
  readonly data: unknown;
  /** Of a body that does not parse, in place of `data`. */
  readonly data_base64?: string;
  /** Where a large payload is, in place of `data`. */
  readonly dataref?: string;
}

export interface CloudEventOptions {
  readonly fetchLarge: boolean;
  /** Of an event whose endpoint declares how it is read. */
  readonly endpointOf?: EndpointFinder;
}

type Payload = Pick<CloudEvent, "data" | "data_base64" | "dataref" | "datacontenttype">;

/** The endpoint of an event. */
export type EndpointFinder = (
  row: Pick<EventRow, "organizationId" | "endpointId">,
) => Promise<EndpointRow | null>;

/** Reads each endpoint once, for whoever writes several events. */
export function endpointsOnce(db: Database): EndpointFinder {
  const known = new Map<string, Promise<EndpointRow | null>>();
  return async ({ organizationId, endpointId }) => {
    const found = known.get(endpointId) ?? findEndpoint(db, organizationId, endpointId);
    known.set(endpointId, found);
    return await found;
  };
}

/** @param fetchLarge whether a payload that lies in R2 is fetched; lists name its place instead */
export async function cloudEventOf(
  row: EventRow,
  stores: BodyStores,
  { fetchLarge, endpointOf = endpointsOnce(stores.db) }: CloudEventOptions,
): Promise<CloudEvent> {
  return {
    id: row.id,
    specversion: "1.0",
    source: row.provider === OWN_PROVIDER ? "/causeway" : `/webhooks/${row.provider}/${row.endpointId}`,
    type: row.type,
    subject: row.subject,
    time: toRfc3339(row.occurredAt ?? row.receivedAt),
    ...(await payloadOf(row, stores, { fetchLarge, endpointOf })),
  };
}

async function payloadOf(
  row: EventRow,
  stores: BodyStores,
  { fetchLarge, endpointOf }: Required<CloudEventOptions>,
): Promise<Payload> {
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
  const endpoint = declared ? await endpointOf(row) : null;
  const event = readEvents(webhook, inboundBody(row, bytes, endpoint))[row.item];
  return { datacontenttype: "application/json", data: event?.data ?? null };
}
