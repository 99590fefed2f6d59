import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import { time } from "./columns.ts";

/** Queue messages that the queue refused or could not deliver: kept here until the sweep has queued them. */
export const inbox = sqliteTable("inbox", {
  id: text("id").primaryKey(),
  message: text("message").notNull(),
  /** `refused`: the queue would not take it; `dead`: its consumer gave up on it. */
  origin: text("origin", { enum: ["refused", "dead"] }).notNull(),
  createdAt: time("created_at").notNull(),
});
