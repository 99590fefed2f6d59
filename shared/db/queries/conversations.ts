import { and, desc, eq } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { conversationMessages, conversations } from "../schema/conversations.ts";
import type { JobRow } from "./jobs.ts";

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

/** When somebody last wrote, ms since the epoch; null where they are not known to have. */
export interface LastReceived {
  /** In the conversation that the job answers in. */
  readonly answeredAt: number | null;
  /** From the job's address, in any conversation of its channel. */
  readonly wroteAt: number | null;
}

/** When those last wrote whom jobs are for. */
export async function lastReceivedOf(
  { d1 }: Database,
  jobs: readonly Pick<JobRow, "id" | "organizationId" | "channel" | "address">[],
): Promise<ReadonlyMap<Id<"job">, LastReceived>> {
  const wanted = jobs.map(({ id, organizationId, channel, address }) => [
    id,
    organizationId,
    channel,
    address,
  ]);
  const { results } = await d1
    .prepare(
      `select wanted.value->>0 as jobId,
         (select conversations.last_received_at from conversation_messages as messages
          join conversations
            on conversations.org_id = messages.org_id and conversations.id = messages.conversation_id
          where messages.job_id = wanted.value->>0 and messages.direction = 'sent') as answeredAt,
         (select max(last_received_at) from conversations
          where org_id = wanted.value->>1 and channel = wanted.value->>2
            and contact_address = wanted.value->>3) as wroteAt
       from json_each(?) as wanted`,
    )
    .bind(JSON.stringify(wanted))
    .all<LastReceived & { readonly jobId: Id<"job"> }>();
  return new Map(results.map(({ jobId, ...last }) => [jobId, last]));
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
