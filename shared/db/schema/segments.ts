import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { SegmentFilter } from "../../model/segment.ts";
import { json, time } from "./columns.ts";

/** A stored filter over an organization's contacts; who is in it is asked anew each time. */
export const segments = sqliteTable(
  "segments",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"segment">>().notNull(),
    name: text("name").notNull(),
    filter: json<SegmentFilter>("filter").notNull(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);
