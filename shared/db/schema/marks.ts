import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** How far a sweep has come. */
export const marks = sqliteTable("marks", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
});
