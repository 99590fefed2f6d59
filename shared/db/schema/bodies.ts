import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { content } from "./columns.ts";

/** Bodies that several events share (batches): stored once, under the id of the body's first event. */
export const bodies = sqliteTable(
  "bodies",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"event">>().notNull(),
    content: content("content").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);
