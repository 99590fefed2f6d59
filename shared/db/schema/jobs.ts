import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Category, Channel } from "../../model/channel.ts";
import { type Attempt, JOB_STATUSES, type JobError, type Priority, type Waiting } from "../../model/job.ts";
import { flag, json, time } from "./columns.ts";

/**
 * One row per outbound job, its own audit record. Ids sort by creation over all organizations, so the sweep finds what
 * was committed and never queued by walking the primary key from a low-water mark; only a parked job (it waits longer
 * than a delayed message should) pays for an index entry, on `due_at`.
 * Rows written in the life of a job that is sent at once: two to insert, one to claim, one to settle.
 */
export const jobs = sqliteTable(
  "jobs",
  {
    id: text("id").$type<Id<"job">>().primaryKey(),
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    provider: text("provider").notNull(),
    action: text("action").notNull(),
    /** null: the platform's default credential. */
    connectionId: text("connection_id").$type<Id<"connection">>(),
    channel: text("channel").$type<Channel>(),
    /** Whom the message is for, as suppressions and consents name them. */
    address: text("address"),
    category: text("category").$type<Category>(),
    /** What a marketing message is about, as consents name it; null: `marketing`. */
    topic: text("topic"),
    /** The message is about an account or its security. */
    essential: flag("essential").notNull().default(false),
    input: json<unknown>("input").notNull(),
    metadata: json<Record<string, unknown>>("metadata"),
    priority: text("priority").$type<Priority>().notNull(),
    status: text("status", { enum: JOB_STATUSES }).notNull(),
    /** Tries that reached the provider, or may have. */
    attempts: integer("attempts").notNull(),
    maxAttempts: integer("max_attempts").notNull(),
    /** Not before; null: at once. */
    sendAt: time("send_at"),
    /** Parked until then; null while the job is in a queue, being sent or final. */
    dueAt: time("due_at"),
    /** When the job was last claimed for sending. */
    claimedAt: time("claimed_at"),
    waiting: json<Waiting>("waiting"),
    result: json<unknown>("result"),
    error: json<JobError>("error"),
    /** The provider's id of what was made. */
    externalId: text("external_id"),
    attemptLog: json<Attempt[]>("attempt_log").notNull(),
    createdAt: time("created_at").notNull(),
    finishedAt: time("finished_at"),
  },
  (table) => [
    index("jobs_by_organization").on(table.organizationId, table.id),
    index("jobs_due").on(table.dueAt).where(sql`due_at is not null`),
  ],
);
