import { sql } from "drizzle-orm";
import { index, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { DeliveryAttempt } from "../../destinations/attempt.ts";
import type { Id } from "../../ids.ts";
import { json, time } from "./columns.ts";

export const DELIVERY_STATUSES = ["pending", "delivered", "failed", "held"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/**
 * One event on its way to one destination. A delivery that succeeds at once costs two rows written: the index holds
 * those alone that wait for their next attempt.
 */
export const deliveries = sqliteTable(
  "deliveries",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    /** Made of event and destination, so that the same event is not sent twice; it sorts by the event's time. */
    id: text("id").$type<Id<"delivery">>().notNull(),
    destinationId: text("destination_id").$type<Id<"destination">>().notNull(),
    eventId: text("event_id").$type<Id<"event">>().notNull(),
    status: text("status", { enum: DELIVERY_STATUSES }).notNull(),
    attempts: json<readonly DeliveryAttempt[]>("attempts").notNull(),
    nextAttemptAt: time("next_attempt_at"),
    /** When the sweep looks at it: after the next attempt's time, or at it where no message waits for it. */
    dueAt: time("due_at"),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    index("deliveries_due").on(table.dueAt).where(sql`${table.dueAt} is not null`),
  ],
);
