import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { json, time } from "./columns.ts";

export const CONNECTION_STATUSES = ["pending", "active", "needs_reauth", "error", "disabled"] as const;

/** An organization's credentials at a provider. */
export const connections = sqliteTable(
  "connections",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"connection">>().notNull(),
    provider: text("provider").notNull(),
    name: text("name"),
    status: text("status", { enum: CONNECTION_STATUSES }).notNull(),
    /** The credentials as JSON, sealed for this row. */
    credentials: text("credentials").notNull(),
    config: json<Record<string, unknown>>("config").notNull(),
    externalAccountId: text("external_account_id"),
    /** Names the account gate: the same for every connection of one account at the provider. */
    accountKey: text("account_key").notNull(),
    error: json<{ code: string; message: string }>("error"),
    /** Raised by every change of the credentials. */
    generation: integer("generation").notNull(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);
