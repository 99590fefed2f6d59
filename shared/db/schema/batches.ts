import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { RefusedItem } from "../../model/batch.ts";
import { json, time } from "./columns.ts";

/** One row per bulk call; how far it is, is counted from its jobs. */
export const batches = sqliteTable(
  "batches",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"batch">>().notNull(),
    /** Jobs stored. */
    accepted: integer("accepted").notNull(),
    /** Items of the call that became no job. */
    rejected: json<RefusedItem[]>("rejected").notNull(),
    createdAt: time("created_at").notNull(),
    canceledAt: time("canceled_at"),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);
