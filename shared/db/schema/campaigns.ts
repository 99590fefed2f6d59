import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { CAMPAIGN_STATUSES, type CampaignRefusals } from "../../model/campaign.ts";
import type { Category, Channel } from "../../model/channel.ts";
import type { JobError } from "../../model/job.ts";
import { flag, json, time } from "./columns.ts";

/** A template for everybody in a segment. Its messages are jobs of one batch. */
export const campaigns = sqliteTable(
  "campaigns",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"campaign">>().notNull(),
    name: text("name").notNull(),
    segmentId: text("segment_id").$type<Id<"segment">>().notNull(),
    template: text("template").notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    category: text("category").$type<Category>().notNull(),
    topic: text("topic"),
    /** What all messages share of the template's data. */
    data: json<Readonly<Record<string, unknown>>>("data").notNull(),
    sendAt: time("send_at"),
    requiresApproval: flag("requires_approval").notNull(),
    status: text("status", { enum: CAMPAIGN_STATUSES }).notNull(),
    /** When the schedule goes on with it; null while it does not. */
    dueAt: time("due_at"),
    approvalId: text("approval_id").$type<Id<"approval">>(),
    /** SHA-256 in hex of what was to be sent when it was: nothing else is. */
    contentHash: text("content_hash"),
    batchId: text("batch_id").$type<Id<"batch">>(),
    /** The platform's own origin as it was called, for links where no setting says it. */
    origin: text("origin"),
    /** The last contact that had its turn, newest first; null before the first. */
    cursor: text("cursor").$type<Id<"contact">>(),
    /** Contacts that it was for when it began. */
    recipients: integer("recipients"),
    /** Contacts that had their turn. */
    walked: integer("walked").notNull(),
    /** Pages in a row that could not be sent. */
    failures: integer("failures").notNull().default(0),
    refused: json<CampaignRefusals>("refused").notNull(),
    error: json<JobError>("error"),
    createdAt: time("created_at").notNull(),
    startedAt: time("started_at"),
    finishedAt: time("finished_at"),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    index("campaigns_due").on(table.dueAt).where(sql`due_at is not null`),
  ],
);
