import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Category, Channel } from "../../model/channel.ts";
import {
  type Attempt,
  type CredentialChoice,
  JOB_STATUSES,
  type JobError,
  type LeftRoute,
  type Priority,
  type Route,
  type Waiting,
} from "../../model/job.ts";
import type { TemplateReference } from "../../model/template.ts";
import { flag, json, time } from "./columns.ts";

/** What a job knows of its approval. */
export interface JobApproval {
  readonly id: Id<"approval">;
  /** Of the payload that was approved; null until then. */
  readonly hash: string | null;
  /** Of the payload as it was when a bulk call was asked about: `hash` once that is approved. */
  readonly asked?: string;
}

/**
 * One row per outbound job, its own audit record. Ids sort by creation over all organizations, so the sweep finds what
 * was committed and never queued by walking the primary key from a low-water mark; only a parked job (it waits longer
 * than a delayed message should) pays for an index entry, on `due_at`.
 * Rows written in the life of a job that is sent at once: two to insert, one to claim, one to settle; one more to insert
 * where it is part of a batch.
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
    /** Why that one; null on jobs older than the column. */
    credentialChoice: json<CredentialChoice>("credential_choice"),
    channel: text("channel").$type<Channel>(),
    /** Whom the message is for, as suppressions and consents name them. */
    address: text("address"),
    /** Whom it is for, where its sender said so. */
    contactId: text("contact_id").$type<Id<"contact">>(),
    category: text("category").$type<Category>(),
    /** What a marketing message is about, as consents name it; null: `marketing`. */
    topic: text("topic"),
    /** The message is about an account or its security. */
    essential: flag("essential").notNull().default(false),
    input: json<unknown>("input").notNull(),
    metadata: json<Record<string, unknown>>("metadata"),
    /** The bulk call that made it; null for a job of its own. */
    batchId: text("batch_id").$type<Id<"batch">>(),
    /** The set with which it was last sent in one request; null while it was not. */
    sendSet: text("send_set").$type<Id<"set">>(),
    /** Other ways to send it, in their order, while this one surely did not act; null where there are none. */
    fallbacks: json<Route[]>("fallbacks"),
    /** The ways that were left for another one, oldest first. */
    fallbackFrom: json<LeftRoute[]>("fallback_from"),
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
    /** What the message was made from. */
    template: json<TemplateReference>("template"),
    /** null: none is needed. */
    approval: json<JobApproval>("approval"),
  },
  (table) => [
    index("jobs_by_organization").on(table.organizationId, table.id),
    index("jobs_by_batch").on(table.batchId).where(sql`batch_id is not null`),
    index("jobs_due").on(table.dueAt).where(sql`due_at is not null`),
  ],
);
