import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import { APPROVAL_STATUSES, type ApprovalConditions } from "../../model/approval.ts";
import type { Category, Channel } from "../../model/channel.ts";
import { flag, json, time } from "./columns.ts";

/** The message by which somebody is asked. */
interface ApprovalNotice {
  readonly provider: string;
  readonly connectionId: Id<"connection">;
  /** The job that posts it: what it comes to says where the message is. */
  readonly jobId: Id<"job">;
  readonly channel: string;
}

/** What must be approved before it is sent, and who is asked. */
export const approvalRules = sqliteTable(
  "approval_rules",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"approvalRule">>().notNull(),
    name: text("name").notNull(),
    enabled: flag("enabled").notNull(),
    conditions: json<ApprovalConditions>("conditions").notNull(),
    /** Where it is asked: the provider, a connection of it and a channel there; null: in the API alone. */
    notifier: text("notifier"),
    connectionId: text("connection_id").$type<Id<"connection">>(),
    channel: text("channel"),
    /** The people there whose click counts; null: whoever is there. */
    approvers: json<readonly string[]>("approvers"),
    expiresInSeconds: integer("expires_in_seconds").notNull(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);

/** One decision about a job, or about the jobs of a bulk call, taken once. */
export const approvals = sqliteTable(
  "approvals",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"approval">>().notNull(),
    /** Of a bulk call's jobs the first; null: about a campaign. */
    jobId: text("job_id").$type<Id<"job">>(),
    /** null: the sender asked for it. */
    ruleId: text("rule_id").$type<Id<"approvalRule">>(),
    status: text("status", { enum: APPROVAL_STATUSES }).notNull(),
    /** SHA-256 of what is to be sent, in hex; of several jobs, of their hashes in order: nothing else is approved. */
    payloadHash: text("payload_hash").notNull(),
    provider: text("provider").notNull(),
    action: text("action").notNull(),
    outChannel: text("out_channel").$type<Channel>(),
    category: text("category").$type<Category>(),
    /** What a person sees of it. */
    preview: text("preview").notNull(),
    notice: json<ApprovalNotice>("notice"),
    approvers: json<readonly string[]>("approvers"),
    createdAt: time("created_at").notNull(),
    expiresAt: time("expires_at").notNull(),
    decidedAt: time("decided_at"),
    decidedBy: text("decided_by"),
    reason: text("reason"),
    /** The attempt to decide that succeeded; of two at once one is named here. */
    decisionId: text("decision_id"),
    /** The bulk call of whose jobs it is about those that name it; null: about one job. */
    batchId: text("batch_id").$type<Id<"batch">>(),
    /** What several jobs are called together; null: about one, which has a title of its own. */
    title: text("title"),
    /** null: about jobs. */
    campaignId: text("campaign_id").$type<Id<"campaign">>(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    index("approvals_pending").on(table.expiresAt).where(sql`status = 'pending'`),
  ],
);
