import { sql } from "drizzle-orm";
import { index, primaryKey, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import { json, time } from "./columns.ts";

/** What is said between an address of the organization's and one of somebody else's. */
export const conversations = sqliteTable(
  "conversations",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    id: text("id").$type<Id<"conversation">>().notNull(),
    channel: text("channel").$type<Channel>().notNull(),
    provider: text("provider").notNull(),
    /** Normalised, as is `contactAddress`. */
    ownAddress: text("own_address").notNull(),
    contactAddress: text("contact_address").notNull(),
    status: text("status", { enum: ["open", "closed"] }).notNull(),
    /** When the contact last wrote: channels count their reply window from it. */
    lastReceivedAt: time("last_received_at").notNull(),
    lastMessageAt: time("last_message_at").notNull(),
    createdAt: time("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    unique("conversations_by_addresses").on(
      table.organizationId,
      table.channel,
      table.ownAddress,
      table.contactAddress,
    ),
    index("conversations_by_contact").on(table.organizationId, table.channel, table.contactAddress),
  ],
);

/** One row per message of a conversation. */
export const conversationMessages = sqliteTable(
  "conversation_messages",
  {
    organizationId: text("org_id").$type<Id<"organization">>().notNull(),
    conversationId: text("conversation_id").$type<Id<"conversation">>().notNull(),
    id: text("id").$type<Id<"message">>().notNull(),
    direction: text("direction", { enum: ["received", "sent"] }).notNull(),
    /** The provider's id of a message received; its retries and a second endpoint bring the same. */
    externalId: text("external_id"),
    /** What a message received meant beyond its words. */
    keyword: text("keyword", { enum: ["opt_out", "opt_in", "help"] }),
    subject: text("subject"),
    text: text("text"),
    mediaUrls: json<readonly string[]>("media_urls").notNull(),
    inReplyTo: text("in_reply_to"),
    /** The event that brought it, or null. */
    eventId: text("event_id").$type<Id<"event">>(),
    /** Of a message that the provider told of without its words: they are asked for, or cannot be had. */
    textStatus: text("text_status", { enum: ["pending", "unavailable"] }),
    /** The job that sends it, or asks for its words; null where there is none. */
    jobId: text("job_id").$type<Id<"job">>(),
    at: time("at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.conversationId, table.id] }),
    unique("conversation_messages_external").on(table.organizationId, table.conversationId, table.externalId),
    index("conversation_messages_job").on(table.jobId).where(sql`${table.jobId} is not null`),
    index("conversation_messages_pending").on(table.at).where(sql`${table.textStatus} = 'pending'`),
  ],
);
