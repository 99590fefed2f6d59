import { and, desc, eq } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { conversationMessages, conversations } from "../schema/conversations.ts";

export type ConversationRow = typeof conversations.$inferSelect;
export type ConversationMessageRow = typeof conversationMessages.$inferSelect;

export interface ConversationFilter {
  readonly channel?: Channel | undefined;
  readonly status?: ConversationRow["status"] | undefined;
}

/** Newest first; `before` is the last id of the page before. */
export async function listConversations(
  db: Database,
  organizationId: Id<"organization">,
  { channel, status }: ConversationFilter,
  page: { readonly limit: number; readonly before: string | null },
): Promise<ConversationRow[]> {
  return await db.orm
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.organizationId, organizationId),
        channel === undefined ? undefined : eq(conversations.channel, channel),
        status === undefined ? undefined : eq(conversations.status, status),
        isBefore(conversations.id, page.before),
      ),
    )
    .orderBy(desc(conversations.id))
    .limit(page.limit);
}

export async function findConversation(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"conversation">,
): Promise<ConversationRow | null> {
  const [row] = await db.orm
    .select()
    .from(conversations)
    .where(and(eq(conversations.organizationId, organizationId), eq(conversations.id, id)))
    .limit(1);
  return row ?? null;
}

export async function setConversationStatus(
  db: Database,
  { organizationId, id }: Pick<ConversationRow, "organizationId" | "id">,
  status: ConversationRow["status"],
): Promise<void> {
  await db.orm
    .update(conversations)
    .set({ status })
    .where(and(eq(conversations.organizationId, organizationId), eq(conversations.id, id)));
}

/** Newest first; `before` is the last id of the page before. */
export async function listMessages(
  db: Database,
  { organizationId, id }: Pick<ConversationRow, "organizationId" | "id">,
  page: { readonly limit: number; readonly before: string | null },
): Promise<ConversationMessageRow[]> {
  return await db.orm
    .select()
    .from(conversationMessages)
    .where(
      and(
        eq(conversationMessages.organizationId, organizationId),
        eq(conversationMessages.conversationId, id),
        isBefore(conversationMessages.id, page.before),
      ),
    )
    .orderBy(desc(conversationMessages.id))
    .limit(page.limit);
}

/** When the contact last wrote whom a job answers, ms since the epoch, by job; none for other jobs. */
export async function lastReceivedOf(
  { d1 }: Database,
  jobIds: readonly Id<"job">[],
): Promise<ReadonlyMap<Id<"job">, number>> {
  const { results } = await d1
    .prepare(
      `select messages.job_id as jobId, conversations.last_received_at as at
       from json_each(?) as wanted
       join conversation_messages as messages on messages.job_id = wanted.value and messages.direction = 'sent'
       join conversations
         on conversations.org_id = messages.org_id and conversations.id = messages.conversation_id`,
    )
    .bind(JSON.stringify(jobIds))
    .all<{ jobId: Id<"job">; at: number }>();
  return new Map(results.map(({ jobId, at }) => [jobId, at]));
}

/** As part of the transaction that stores the job: a message that the organization sends. */
export function sendStatements(
  { d1 }: Database,
  message: ConversationMessageRow,
): readonly D1PreparedStatement[] {
  return [
    d1
      .prepare(
        `insert into conversation_messages (org_id, conversation_id, id, direction, subject, text, media_urls, job_id, at)
         values (?, ?, ?, 'sent', ?, ?, ?, ?, ?)`,
      )
      .bind(
        message.organizationId,
        message.conversationId,
        message.id,
        message.subject,
        message.text,
        JSON.stringify(message.mediaUrls),
        message.jobId,
        message.at,
      ),
    d1
      .prepare(
        "update conversations set last_message_at = max(last_message_at, ?) where org_id = ? and id = ?",
      )
      .bind(message.at, message.organizationId, message.conversationId),
  ];
}
