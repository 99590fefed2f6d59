import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { time } from "./columns.ts";

/** Marketing messages that count towards an organization's frequency cap; one row per job, written where there is a cap. */
export const marketingSends = sqliteTable(
  "marketing_sends",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    /** The contact's id, else `<channel>:<address>`. */
    person: text("person").notNull(),
    jobId: text("job_id").$type<Id<"job">>().notNull(),
    at: time("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.person, table.jobId] })],
);
