import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { time } from "./columns.ts";

/** From where lists of changes are read on: one row per connection and list, written once per reading. */
export const cursors = sqliteTable(
  "cursors",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    connectionId: text("connection_id").$type<Id<"connection">>().notNull(),
    /** The action that reads them. */
    action: text("action").notNull(),
    /** What the changes are of, in the provider's own terms. */
    subject: text("subject").notNull(),
    /** JSON: the part of the action's input that says from where. Compared as text. */
    position: text("position").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.connectionId, table.action, table.subject] }),
  ],
);
