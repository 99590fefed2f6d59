import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import { type MessageMatch, RULE_EVENTS } from "../../model/message-rule.ts";
import { flag, json, time } from "./columns.ts";

/** A message that is sent by itself: an answer to what somebody wrote, or a welcome. */
export const messageRules = sqliteTable(
  "message_rules",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"messageRule">>().notNull(),
    name: text("name").notNull(),
    enabled: flag("enabled").notNull(),
    on: text("on_event", { enum: RULE_EVENTS }).notNull(),
    /** null: every message over the channel. */
    match: json<MessageMatch>("match"),
    /** The id or name of a template for the channel. */
    template: text("template").notNull(),
    /** What the template is filled with beside what the event tells. */
    data: json<Readonly<Record<string, unknown>>>("data").notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    /** null: the event's own connection where it carries the channel, else as for any message. */
    connectionId: text("connection_id").$type<Id<"connection">>(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.id] })],
);

/** When a rule last had its turn with a conversation, or with a user: one row however often. */
export const messageRuleMarks = sqliteTable(
  "message_rule_marks",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    ruleId: text("rule_id").$type<Id<"messageRule">>().notNull(),
    /** The conversation's id, or the provider and its id of the user. */
    subject: text("subject").notNull(),
    jobId: text("job_id").$type<Id<"job">>().notNull(),
    at: time("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.ruleId, table.subject] })],
);
