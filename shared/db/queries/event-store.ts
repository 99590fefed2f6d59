import { bytesToHex, bytesToUtf8 } from "../../crypto/bytes.ts";
import type { Id } from "../../ids.ts";
import type { EventStatus } from "../../model/event.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";

/** An event as it is first stored. */
export interface NewEvent {
  readonly organizationId: Id<"organization">;
  readonly id: Id<"event">;
  /** The same for every event of one body received once: what a duplicate is counted by. */
  readonly receiptId: Id<"event">;
  readonly endpointId: Id<"endpoint">;
  readonly dedupeKey: string;
  readonly provider: string;
  readonly providerEventId: string | null;
  readonly type: string;
  readonly subject: string | null;
  readonly occurredAt: number | null;
  readonly receivedAt: number;
  readonly status: EventStatus;
  readonly contentType: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly url: string;
  readonly remoteAddress: string | null;
  readonly item: number;
  readonly data: string | null;
  readonly body: Uint8Array | null;
  readonly bodyRef: string | null;
}

/** A body that several events share. */
export interface NewBody {
  readonly organizationId: Id<"organization">;
  readonly id: Id<"event">;
  readonly eventIds: readonly Id<"event">[];
  readonly bytes: Uint8Array;
}

/** Statements run in one call, about as many megabytes. */
const STATEMENTS = 10;

/**
 * One statement over a JSON list of rows. A further receipt of a known event raises its count; the receipt's id is
 * remembered, so that a redelivery by our own queue is neither stored nor counted again. What comes out of the queue
 * after its organization was purged would stay for ever.
 */
const INSERT_EVENTS = `
insert into events (org_id, id, endpoint_id, dedupe_key, provider, provider_event_id, type, subject, occurred_at,
  received_at, status, attempts, duplicates, replays, content_type, headers, url, remote_address, item, data, body, body_ref)
select value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8,
  value->>9, value->>10, 0, 0, 0, value->>11, value->>12, value->>13, value->>14, value->>15, value->>16,
  coalesce(value->>17, unhex(value->>18)), value->>19
from json_each(?) where exists (select 1 from organizations where id = value->>0)
on conflict (org_id, id) do nothing
on conflict (endpoint_id, dedupe_key) do update set
  duplicates = duplicates + 1,
  duplicate_receipts = substr(excluded.id || ' ' || coalesce(duplicate_receipts, ''), 1, 3100)
where instr(coalesce(duplicate_receipts, ''), excluded.id) = 0`;

/** Only where an event was stored that points to it: a body of duplicates would be nobody's. */
const INSERT_BODIES = `
insert into bodies (org_id, id, content)
select row.value->>0, row.value->>1, coalesce(row.value->>2, unhex(row.value->>3)) from json_each(?) as row
where exists (
  select 1 from json_each(row.value, '$[4]') as item
  join events on events.org_id = row.value->>0 and events.id = item.value)
on conflict do nothing`;

/** Stores events, then the bodies that they share and what `more` writes; repeating it changes nothing, so it may end anywhere and be repeated. */
export async function insertEvents(
  { d1 }: Database,
  events: readonly NewEvent[],
  bodies: readonly NewBody[],
  more: readonly D1PreparedStatement[],
): Promise<void> {
  const shared = bodies.map((body) => [body.organizationId, body.id, ...encode(body.bytes), body.eventIds]);
  const statements = [
    ...jsonLists(events.map(toValues)).map((rows) => d1.prepare(INSERT_EVENTS).bind(rows)),
    ...jsonLists(shared).map((rows) => d1.prepare(INSERT_BODIES).bind(rows)),
    ...more,
  ];
  for (let start = 0; start < statements.length; start += STATEMENTS) {
    await d1.batch(statements.slice(start, start + STATEMENTS));
  }
}

function toValues(event: NewEvent): unknown[] {
  return [
    event.organizationId,
    event.id,
    event.endpointId,
    event.dedupeKey,
    event.provider,
    event.providerEventId,
    event.type,
    event.subject,
    event.occurredAt,
    event.receivedAt,
    event.status,
    event.contentType,
    JSON.stringify(event.headers),
    event.url,
    event.remoteAddress,
    event.item,
    event.data,
    ...encode(event.body),
    event.bodyRef,
  ];
}

/** Text where the bytes are UTF-8 that SQLite keeps whole (it ends a text at NUL), else hex; JSON carries no bytes. */
function encode(bytes: Uint8Array | null): [string | null, string | null] {
  if (bytes === null) {
    return [null, null];
  }
  const text = bytes.includes(0) ? null : bytesToUtf8(bytes);
  return text === null ? [null, bytesToHex(bytes)] : [text, null];
}
