import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import { SUPPRESSION_REASONS } from "../../model/suppression.ts";
import { time } from "./columns.ts";

/** Why addresses must not be contacted over a channel: a row per reason, of which the gravest stands. */
export const suppressions = sqliteTable(
  "suppressions",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    /** Normalised. */
    address: text("address").notNull(),
    reason: text("reason", { enum: SUPPRESSION_REASONS }).notNull(),
    createdAt: time("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.channel, table.address, table.reason] })],
);
