import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import { time } from "./columns.ts";

export const SUPPRESSION_REASONS = [
  "unsubscribe",
  "bounce",
  "complaint",
  "stop",
  "manual",
  "erasure",
] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/** Addresses that must not be contacted over a channel. */
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
  (table) => [primaryKey({ columns: [table.organizationId, table.channel, table.address] })],
);
