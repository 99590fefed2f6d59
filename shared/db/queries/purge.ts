import { type Id, lowestId } from "../../ids.ts";
import type { Database } from "../client.ts";

/**
 * Deletes up to `limit` events, shared bodies, rejections and deliveries each that were received before `before` (ms since the
 * epoch), oldest first; a body goes after its events. Returns how many rows of each table that were.
 */
export async function purgeInbound(
  { d1 }: Database,
  organizationId: Id<"organization">,
  { before, limit }: { readonly before: number; readonly limit: number },
): Promise<number[]> {
  const oldest = (table: string, end: string) =>
    `delete from ${table} where org_id = ?1
       and id in (select id from ${table} where org_id = ?1 and id < ${end} order by id limit ?3)`;
  const results = await d1.batch([
    d1.prepare(oldest("events", "?2")).bind(organizationId, lowestId("event", before), limit),
    d1
      .prepare(oldest("bodies", "min(?2, coalesce((select min(id) from events where org_id = ?1), ?2))"))
      .bind(organizationId, lowestId("event", before), limit),
    d1.prepare(oldest("rejections", "?2")).bind(organizationId, lowestId("rejection", before), limit),
    d1.prepare(oldest("deliveries", "?2")).bind(organizationId, lowestId("delivery", before), limit),
  ]);
  return results.map(({ meta }) => meta.changes);
}

/**
 * Forgets what people wrote before `before` (ms since the epoch), up to `limit` messages: that they wrote stays, and what
 * their words meant; of those in doubt, once somebody has decided. It reads all messages.
 */
export async function purgeWords(
  { d1 }: Database,
  { before, limit }: { readonly before: number; readonly limit: number },
): Promise<number> {
  const messages = d1
    .prepare(
      `update conversation_messages set text = null, subject = null, media_urls = '[]'
       where (org_id, conversation_id, id) in (
         select org_id, conversation_id, id from conversation_messages
         where direction = 'received' and at < ?1 and text_status is not 'pending'
           and (text is not null or subject is not null or media_urls <> '[]')
         limit ?2)`,
    )
    .bind(before, limit);
  const reviews = d1
    .prepare(
      `update opt_out_reviews set text = '' where (org_id, id) in (
         select org_id, id from opt_out_reviews where status <> 'pending' and at < ?1 and text <> '' limit ?2)`,
    )
    .bind(before, limit);
  const results = await d1.batch([messages, reviews]);
  return results.reduce((sum, { meta }) => sum + meta.changes, 0);
}

/** Forgets answers whose 24 hours are over. */
export async function purgeIdempotencyKeys({ d1 }: Database, now: number): Promise<number> {
  const { meta } = await d1.prepare("delete from idempotency_keys where expires_at <= ?").bind(now).run();
  return meta.changes;
}

/** Every table whose rows belong to one organization. */
const OWNED = [
  "endpoints",
  "keys",
  "events",
  "bodies",
  "rejections",
  "receipts",
  "message_costs",
  "message_rates",
  "records",
  "conversations",
  "destinations",
  "deliveries",
  "incidents",
  "oauth_apps",
  "agent_integrations",
  "oauth_states",
  "connect_sessions",
  "conversation_messages",
  "jobs",
  "batches",
  "send_sets",
  "connections",
  "consents",
  "consent_seals",
  "consent_chains",
  "opt_out_reviews",
  "opt_out_changes",
  "told_opt_outs",
  "contacts",
  "contact_identities",
  "marketing_sends",
  "suppressions",
  "templates",
  "template_versions",
  "segments",
  "campaigns",
  "approvals",
  "approval_rules",
  "reminders",
  "reminder_rules",
  "cursors",
  "message_rules",
  "message_rule_marks",
];

/** Deletes what is left of an organization beside its events; returns the rows deleted. */
export async function purgeOrganizationRows(
  { d1 }: Database,
  organizationId: Id<"organization">,
): Promise<number> {
  const results = await d1.batch([
    d1
      .prepare(
        "delete from rejection_counters where endpoint_id in (select id from endpoints where org_id = ?)",
      )
      .bind(organizationId),
    ...OWNED.map((table) => d1.prepare(`delete from ${table} where org_id = ?`).bind(organizationId)),
    d1.prepare("delete from inbox where message->>'organizationId' = ?").bind(organizationId),
    d1.prepare("delete from idempotency_keys where principal = ?").bind(organizationId),
  ]);
  return results.reduce((sum, { meta }) => sum + meta.changes, 0);
}
