import { index, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";

/** By which rate providers that name no amount charge messages; two rows written for each, its index entry included. */
export const messageRates = sqliteTable(
  "message_rates",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    provider: text("provider").notNull(),
    /** The provider's id of the message. */
    externalId: text("external_id").notNull(),
    /** When the provider told of it, in UTC: `YYYY-MM-DD`. */
    day: text("day").notNull(),
    /** In the provider's own words, as `type`. */
    category: text("category").notNull(),
    type: text("type").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.provider, table.externalId] }),
    index("message_rates_by_day").on(table.organizationId, table.day),
  ],
);
