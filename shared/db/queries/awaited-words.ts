import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { Database } from "../client.ts";

/** A message whose words a job asked for that has ended, with what it got. */
export interface AnsweredMessage {
  readonly organizationId: Id<"organization">;
  readonly conversationId: Id<"conversation">;
  readonly id: Id<"message">;
  readonly eventId: Id<"event">;
  readonly channel: Channel;
  readonly provider: string;
  readonly ownAddress: string;
  readonly contactAddress: string;
  readonly externalId: string;
  readonly subject: string | null;
  /** JSON */
  readonly mediaUrls: string;
  readonly text: string | null;
  readonly inReplyTo: string | null;
  /** Whether the job got what it asked for; an answer too large to be read is none. */
  readonly isAnswered: 0 | 1;
  /** Whether a person wrote it, as far as the answer tells. */
  readonly isPersonal: 0 | 1;
  /** What the job asked with. */
  readonly connectionId: Id<"connection"> | null;
  /** ms since the epoch */
  readonly at: number;
}

const SELECT = `
select messages.org_id as organizationId, messages.conversation_id as conversationId, messages.id,
  messages.event_id as eventId, conversations.channel, conversations.provider,
  conversations.own_address as ownAddress, conversations.contact_address as contactAddress,
  messages.external_id as externalId, messages.subject, messages.media_urls as mediaUrls,
  jobs.result->>'text' as text, coalesce(messages.in_reply_to, jobs.result->>'inReplyTo') as inReplyTo,
  jobs.status is 'succeeded' and jobs.external_id is not null as isAnswered,
  jobs.result->>'isAutomatic' is 0 as isPersonal, jobs.connection_id as connectionId, messages.at
from conversation_messages as messages
join conversations on conversations.org_id = messages.org_id and conversations.id = messages.conversation_id
left join jobs on jobs.id = messages.job_id
where messages.text_status = 'pending'
  and coalesce(jobs.status, '') not in ('pending_approval', 'scheduled', 'queued', 'sending')`;

/** Messages that await what these jobs ended with. */
export async function answeredBy(
  { d1 }: Database,
  jobIds: readonly Id<"job">[],
): Promise<readonly AnsweredMessage[]> {
  const { results } = await d1
    .prepare(`${SELECT} and messages.job_id in (select value from json_each(?))`)
    .bind(JSON.stringify(jobIds))
    .all<AnsweredMessage>();
  return results;
}

/** Up to `limit` messages whose job has ended or is gone, the oldest first. */
export async function answeredMessages({ d1 }: Database, limit: number): Promise<readonly AnsweredMessage[]> {
  const { results } = await d1
    .prepare(`${SELECT} order by messages.at limit ?`)
    .bind(limit)
    .all<AnsweredMessage>();
  return results;
}

/** Gives a message its words, or says that they cannot be had; one that awaits none any more stays as it is. */
export function answerStatement(
  { d1 }: Database,
  { organizationId, conversationId, id, isAnswered, text, inReplyTo }: AnsweredMessage,
): D1PreparedStatement {
  const status = isAnswered === 1 ? null : "unavailable";
  return d1
    .prepare(
      `update conversation_messages set text = ?4, in_reply_to = ?5, text_status = ?6
       where org_id = ?1 and conversation_id = ?2 and id = ?3 and text_status = 'pending'`,
    )
    .bind(organizationId, conversationId, id, text, inReplyTo, status);
}
