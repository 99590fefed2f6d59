import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { time } from "./columns.ts";

/** Each cron job's lock and last run. */
export const schedules = sqliteTable("schedules", {
  name: text("name").primaryKey(),
  /** A run holds the job until it ends, or until this time at the latest. */
  lockedUntil: time("locked_until").notNull(),
  lastStartedAt: time("last_started_at").notNull(),
  lastFinishedAt: time("last_finished_at"),
  lastOutcome: text("last_outcome", { enum: ["ok", "failed"] }),
  lastCount: integer("last_count"),
});
