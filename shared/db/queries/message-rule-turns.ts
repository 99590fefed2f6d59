import { type Id, idFromEvent } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { CustomFields } from "../../model/contact.ts";
import type { Database } from "../client.ts";
import type { Guard } from "./jobs.ts";
import type { MessageRuleRow } from "./message-rules.ts";

/** Two addresses between which messages go, normalised: a conversation that there may be. */
export interface Thread {
  readonly organizationId: Id<"organization">;
  readonly channel: Channel;
  readonly ownAddress: string;
  readonly contactAddress: string;
}

/** What a rule has one turn with, or one at a time: a conversation or a user, as SQL. */
export type Subject = Guard;

const THE_CONVERSATION =
  "select id from conversations where org_id = ? and channel = ? and own_address = ? and contact_address = ?";

function valuesOf({ organizationId, channel, ownAddress, contactAddress }: Thread): readonly string[] {
  return [organizationId, channel, ownAddress, contactAddress];
}

/** The conversation of a message; where there is none yet, the one that the message's event opens. */
export function conversationSubject(thread: Thread, eventId: Id<"event">): Subject {
  return {
    sql: `coalesce((${THE_CONVERSATION}), ?)`,
    values: [...valuesOf(thread), idFromEvent("conversation", eventId)],
  };
}

export function userSubject(provider: string, externalId: string): Subject {
  return { sql: "?", values: [`${provider} ${externalId}`] };
}

/** Holds until a message is stored: asked before it is, in the same transaction. */
export function notReceived(thread: Thread, externalId: string): Guard {
  return {
    sql: `not exists (select 1 from conversation_messages
      where org_id = ? and conversation_id = (${THE_CONVERSATION}) and external_id = ?)`,
    values: [thread.organizationId, ...valuesOf(thread), externalId],
  };
}

/** Holds until a message that is stored has its words: asked before it gets them, in the same transaction. */
export function wordsAwaited(message: {
  readonly organizationId: Id<"organization">;
  readonly conversationId: Id<"conversation">;
  readonly id: Id<"message">;
}): Guard {
  return {
    sql: `exists (select 1 from conversation_messages
      where org_id = ? and conversation_id = ? and id = ? and text_status = 'pending')`,
    values: [message.organizationId, message.conversationId, message.id],
  };
}

/** Holds unless the user is known to be gone. */
export function notDeleted(user: {
  readonly organizationId: Id<"organization">;
  readonly provider: string;
  readonly externalId: string;
}): Guard {
  return {
    sql: `not exists (select 1 from records
      where org_id = ? and kind = 'user' and provider = ? and external_id = ? and status = 'deleted')`,
    values: [user.organizationId, user.provider, user.externalId],
  };
}

export interface Turn {
  readonly rule: Pick<MessageRuleRow, "organizationId" | "id">;
  readonly subject: Subject;
  readonly jobId: Id<"job">;
}

/**
 * Takes a rule's turn for a job, where `condition` holds and the last turn was at `before` (ms since the epoch) or
 * earlier; null: where there was none.
 */
export function takeTurn(
  { d1 }: Database,
  { rule, subject, jobId }: Turn,
  {
    condition,
    before,
    now,
  }: { readonly condition: Guard; readonly before: number | null; readonly now: number },
): D1PreparedStatement {
  return d1
    .prepare(
      `insert into message_rule_marks (org_id, rule_id, subject, job_id, at)
       select ?, ?, ${subject.sql}, ?, ? where ${condition.sql}
       on conflict (org_id, rule_id, subject) do update set job_id = excluded.job_id, at = excluded.at
       where message_rule_marks.at <= ?`,
    )
    .bind(rule.organizationId, rule.id, ...subject.values, jobId, now, ...condition.values, before ?? -1);
}

/** Holds where the job's turn was taken. */
export function tookTurn({ rule, subject, jobId }: Turn): Guard {
  return {
    sql: `exists (select 1 from message_rule_marks
      where org_id = ? and rule_id = ? and subject = ${subject.sql} and job_id = ?)`,
    values: [rule.organizationId, rule.id, ...subject.values, jobId],
  };
}

/** What is known of whom a rule would answer. */
export interface AskerFacts {
  /** The address is one of the organization's own, to which somebody has written. */
  readonly isOwn: boolean;
  /** When the rule last answered in the conversation, ms since the epoch; null: never. */
  readonly answeredAt: number | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  readonly customFields: CustomFields;
}

interface FactsRow extends Omit<AskerFacts, "isOwn" | "customFields"> {
  readonly isOwn: 0 | 1;
  readonly customFields: string | null;
}

/** The facts of each, in their order, read in one statement. */
export async function askerFacts(
  { d1 }: Database,
  asked: readonly { readonly thread: Thread; readonly ruleId: Id<"messageRule"> }[],
): Promise<readonly AskerFacts[]> {
  if (asked.length === 0) {
    return [];
  }
  const { results } = await d1
    .prepare(
      `select
         exists (select 1 from conversations own where own.org_id = wanted.value->>0
           and own.channel = wanted.value->>1 and own.own_address = wanted.value->>3) as isOwn,
         (select mark.at from conversations
           join message_rule_marks mark on mark.org_id = conversations.org_id
             and mark.rule_id = wanted.value->>4 and mark.subject = conversations.id
           where conversations.org_id = wanted.value->>0 and conversations.channel = wanted.value->>1
             and conversations.own_address = wanted.value->>2
             and conversations.contact_address = wanted.value->>3) as answeredAt,
         contacts.first_name as firstName, contacts.last_name as lastName, contacts.company,
         contacts.custom_fields as customFields
       from json_each(?) as wanted
       left join contact_identities identity on identity.org_id = wanted.value->>0
         and identity.channel = wanted.value->>1 and identity.address = wanted.value->>3
       left join contacts on contacts.org_id = identity.org_id and contacts.id = identity.contact_id
       order by wanted.key`,
    )
    .bind(JSON.stringify(asked.map(({ thread, ruleId }) => [...valuesOf(thread), ruleId])))
    .all<FactsRow>();
  return results.map(({ isOwn, customFields, ...known }) => ({
    ...known,
    isOwn: isOwn === 1,
    customFields: JSON.parse(customFields ?? "{}") as CustomFields,
  }));
}

/** As part of the transaction that stores the job, where it does: the answer joins the conversation. */
export function answerStatements(
  { d1 }: Database,
  thread: Thread,
  answer: {
    readonly id: Id<"message">;
    readonly jobId: Id<"job">;
    readonly subject: string | null;
    readonly text: string | null;
    readonly at: number;
  },
): D1PreparedStatement[] {
  const { id, jobId, subject, text, at } = answer;
  const isStored = "exists (select 1 from jobs where id = ?5)";
  const its = `org_id = ?1 and channel = ?2 and own_address = ?3 and contact_address = ?4 and ${isStored}`;
  return [
    d1
      .prepare(
        `insert into conversation_messages (org_id, conversation_id, id, direction, subject, text, media_urls, job_id, at)
         select org_id, id, ?6, 'sent', ?7, ?8, '[]', ?5, ?9 from conversations where ${its}`,
      )
      .bind(...valuesOf(thread), jobId, id, subject, text, at),
    d1
      .prepare(`update conversations set last_message_at = max(last_message_at, ?6) where ${its}`)
      .bind(...valuesOf(thread), jobId, at),
  ];
}
