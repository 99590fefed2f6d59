import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { Database } from "../client.ts";
import type { ConversationMessageRow } from "./conversations.ts";

/** A message that somebody wrote to an address of the organization's. */
export interface ReceivedMessage {
  readonly organizationId: Id<"organization">;
  readonly eventId: Id<"event">;
  readonly provider: string;
  readonly occurredAt: number;
  readonly channel: Channel;
  readonly ownAddress: string;
  readonly contactAddress: string;
  readonly externalId: string;
  readonly keyword: "opt_out" | "opt_in" | "help" | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly mediaUrls: readonly string[];
  readonly inReplyTo: string | null;
  readonly textStatus: ConversationMessageRow["textStatus"];
  /** The job that asks for the text. */
  readonly jobId: Id<"job"> | null;
  /** Of a conversation that does not exist yet. */
  readonly conversationId: Id<"conversation">;
  readonly id: Id<"message">;
}

/** Opens the conversation, or continues it, and adds the message; the same message again changes nothing. */
export function receiveStatements({ d1 }: Database, message: ReceivedMessage): D1PreparedStatement[] {
  const { organizationId, channel, ownAddress, contactAddress, occurredAt } = message;
  return [
    d1
      .prepare(
        `insert into conversations (org_id, id, channel, provider, own_address, contact_address, status,
           last_received_at, last_message_at, created_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, 'open', ?7, ?7, ?7)
         on conflict (org_id, channel, own_address, contact_address) do update set
           status = 'open', provider = excluded.provider, last_received_at = excluded.last_received_at,
           last_message_at = max(conversations.last_message_at, excluded.last_message_at)
         where excluded.last_received_at > conversations.last_received_at`,
      )
      .bind(
        organizationId,
        message.conversationId,
        channel,
        message.provider,
        ownAddress,
        contactAddress,
        occurredAt,
      ),
    d1
      .prepare(
        `insert into conversation_messages (org_id, conversation_id, id, direction, external_id, keyword, subject, text,
           media_urls, in_reply_to, event_id, at, text_status, job_id)
         select org_id, id, ?5, 'received', ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15 from conversations
         where org_id = ?1 and channel = ?2 and own_address = ?3 and contact_address = ?4
         on conflict do nothing`,
      )
      .bind(
        organizationId,
        channel,
        ownAddress,
        contactAddress,
        message.id,
        message.externalId,
        message.keyword,
        message.subject,
        message.text,
        JSON.stringify(message.mediaUrls),
        message.inReplyTo,
        message.eventId,
        occurredAt,
        message.textStatus,
        message.jobId,
      ),
    ...(message.jobId === null ? [] : [askAgain({ d1 }, message, message.jobId)]),
  ];
}

/** A message whose words could not be had awaits another job's. */
function askAgain(
  { d1 }: Pick<Database, "d1">,
  { organizationId, channel, ownAddress, contactAddress, externalId }: ReceivedMessage,
  jobId: Id<"job">,
): D1PreparedStatement {
  return d1
    .prepare(
      `update conversation_messages set text_status = 'pending', job_id = ?6
       where org_id = ?1 and external_id = ?5 and text_status = 'unavailable' and conversation_id = (
         select id from conversations
         where org_id = ?1 and channel = ?2 and own_address = ?3 and contact_address = ?4)`,
    )
    .bind(organizationId, channel, ownAddress, contactAddress, externalId, jobId);
}
