import { sql } from "drizzle-orm";
import { primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import { REVIEW_STATUSES } from "../../model/opt-out-review.ts";
import { time } from "./columns.ts";

/** Words of which only a person can tell whether they mean to opt out; marketing waits until somebody did. */
export const optOutReviews = sqliteTable(
  "opt_out_reviews",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"optOutReview">>().notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    /** Normalised. */
    address: text("address").notNull(),
    text: text("text").notNull(),
    status: text("status", { enum: REVIEW_STATUSES }).notNull(),
    /** When it was written. */
    at: time("at").notNull(),
    decidedAt: time("decided_at"),
    decidedBy: text("decided_by"),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex("opt_out_reviews_pending")
      .on(table.organizationId, table.channel, table.address)
      .where(sql`status = 'pending'`),
  ],
);
