import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { json } from "./columns.ts";

/** Which jobs travelled in one request, in their order: a repeat under its key must be the same request. */
export const sendSets = sqliteTable(
  "send_sets",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"set">>().notNull(),
    jobIds: json<Id<"job">[]>("job_ids").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);
