import { integer, primaryKey, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { EVENT_STATUSES } from "../../model/event.ts";
import { content, json, time } from "./columns.ts";

/**
 * One row per event, two rows written (the table, WITHOUT ROWID, and the index that makes deduplication atomic).
 * Lists run along the primary key: ids sort by the time received. The body lies here when it is the event's own and
 * small; a body that several events share is in `bodies`, a large one in R2.
 */
export const events = sqliteTable(
  "events",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"event">>().notNull(),
    endpointId: text("endpoint_id").$type<Id<"endpoint">>().notNull(),
    /** The provider's event id, or `sha256:…` of the body and the event's place in it. */
    dedupeKey: text("dedupe_key").notNull(),
    provider: text("provider").notNull(),
    providerEventId: text("provider_event_id"),
    /** `<provider>.<the provider's own type>` */
    type: text("type").notNull(),
    subject: text("subject"),
    /** When it happened by the provider's clock; null where it does not say. */
    occurredAt: time("occurred_at"),
    receivedAt: time("received_at").notNull(),
    status: text("status", { enum: EVENT_STATUSES }).notNull(),
    attempts: integer("attempts").notNull(),
    duplicates: integer("duplicates").notNull(),
    /** Receipt ids of the last duplicates, so that a redelivery by our own queue is not counted again. */
    duplicateReceipts: text("duplicate_receipts"),
    replays: integer("replays").notNull(),
    error: text("error"),
    contentType: text("content_type").notNull(),
    headers: json<[string, string][]>("headers").notNull(),
    /** The endpoint's URL with the query received, secrets removed. */
    url: text("url").notNull(),
    remoteAddress: text("remote_address"),
    /** Which event of its body this is, from 0. */
    item: integer("item").notNull(),
    /** The payload as JSON, for events that share a body; null where it is read from the event's own. */
    data: text("data"),
    /** Text where the bytes are UTF-8, else bytes; null where `bodyRef` says where they are. */
    body: content("body"),
    /** `r2:<key>` or `db:<id in bodies>`. */
    bodyRef: text("body_ref"),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    unique("events_dedupe").on(table.endpointId, table.dedupeKey),
  ],
);
