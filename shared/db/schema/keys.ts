import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { json, time } from "./columns.ts";

export const keys = sqliteTable(
  "keys",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"key">>().notNull(),
    name: text("name").notNull(),
    /** SHA-256 of the key in hex: the key has 256 random bits, so no salt and no slow hash is needed. */
    hash: text("hash").notNull().unique(),
    /** The first characters, so that a person recognises the key. */
    hint: text("hint").notNull(),
    /** null: every scope. */
    scopes: json<string[]>("scopes"),
    expiresAt: time("expires_at"),
    createdAt: time("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);
