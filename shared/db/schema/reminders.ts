import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { REMINDER_EVENTS, REMINDER_STATUSES } from "../../model/reminder.ts";
import { time } from "./columns.ts";

/** What happens some time before an appointment begins, or after it ended. */
export const reminderRules = sqliteTable(
  "reminder_rules",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"reminderRule">>().notNull(),
    event: text("event", { enum: REMINDER_EVENTS }).notNull(),
    /** Before the start, or after the end. */
    minutes: integer("minutes").notNull(),
    /** The id or name of the template to send; null: destinations are told, and nothing is sent. */
    template: text("template"),
    createdAt: time("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);

/** One row per rule and appointment: it moves and ends with the appointment. */
export const reminders = sqliteTable(
  "reminders",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    ruleId: text("rule_id").$type<Id<"reminderRule">>().notNull(),
    provider: text("provider").notNull(),
    /** The provider's id of the appointment. */
    externalId: text("external_id").notNull(),
    status: text("status", { enum: REMINDER_STATUSES }).notNull(),
    /** When it is to happen, or was. */
    at: time("at").notNull(),
    /** As `at` while it is pending, later where it is tried again; else null. */
    dueAt: time("due_at"),
    jobId: text("job_id").$type<Id<"job">>(),
    /** Why nothing was sent, or not yet. */
    reason: text("reason"),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.ruleId, table.provider, table.externalId] }),
    index("reminders_due").on(table.dueAt).where(sql`due_at is not null`),
  ],
);
