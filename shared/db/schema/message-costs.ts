import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";

/** What providers charged for messages, once they said so; two rows written for each, its index entry included. */
export const messageCosts = sqliteTable(
  "message_costs",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    provider: text("provider").notNull(),
    /** The provider's id of the message. */
    externalId: text("external_id").notNull(),
    /** When it was sent, in UTC: `YYYY-MM-DD`. */
    day: text("day").notNull(),
    /** Millionths of the currency. */
    micros: integer("micros").notNull(),
    /** ISO 4217 */
    currency: text("currency").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.provider, table.externalId] }),
    index("message_costs_by_day").on(table.organizationId, table.day),
  ],
);
