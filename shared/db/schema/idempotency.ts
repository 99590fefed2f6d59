import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { time } from "./columns.ts";

/** First answers to requests that carried an Idempotency-Key, for 24 hours. */
export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    /** The organization's id, or `admin`. */
    principal: text("principal").notNull(),
    /** SHA-256 of method, path and key. */
    id: text("id").notNull(),
    /** SHA-256 of the request's body. */
    fingerprint: text("fingerprint").notNull(),
    /** null while the first request runs. */
    status: integer("status"),
    body: text("body"),
    /** Running: when the claim lapses; done: when the answer is forgotten. */
    expiresAt: time("expires_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.principal, table.id] })],
);
