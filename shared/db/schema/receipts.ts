import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { MessageStatus } from "../../model/effect.ts";
import { time } from "./columns.ts";

/** What providers said became of a message: one row per message, its furthest status. */
export const receipts = sqliteTable(
  "receipts",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    provider: text("provider").notNull(),
    /** The provider's id of the message. */
    externalId: text("external_id").notNull(),
    status: text("status").$type<MessageStatus>().notNull(),
    /** Place of the status in a message's life: a later callback never lowers it. */
    rank: integer("rank").notNull(),
    errorCode: text("error_code"),
    eventId: text("event_id").$type<Id<"event">>().notNull(),
    occurredAt: time("occurred_at").notNull(),
    /** When the recipient first did so; null while they did not. */
    openedAt: time("opened_at"),
    clickedAt: time("clicked_at"),
    unsubscribedAt: time("unsubscribed_at"),
    complainedAt: time("complained_at"),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.provider, table.externalId] })],
);
