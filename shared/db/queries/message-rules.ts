import { and, asc, eq } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { isAfter, isAmong } from "../conditions.ts";
import { messageRuleMarks, messageRules } from "../schema/message-rules.ts";

export type MessageRuleRow = typeof messageRules.$inferSelect;

/** Rules that are read for an event; an organization makes no more. */
export const MAX_MESSAGE_RULES = 50;

/** Oldest first, which is their order; `after` is the last id of the page before. */
export async function listMessageRules(
  db: Database,
  organizationId: Id<"organization">,
  page: { readonly limit: number; readonly after: string | null },
): Promise<MessageRuleRow[]> {
  return await db.orm
    .select()
    .from(messageRules)
    .where(and(eq(messageRules.organizationId, organizationId), isAfter(messageRules.id, page.after)))
    .orderBy(asc(messageRules.id))
    .limit(page.limit);
}

/** Those in force of several organizations, each one's in their order. */
export async function messageRulesInForce(
  db: Database,
  organizationIds: readonly Id<"organization">[],
): Promise<MessageRuleRow[]> {
  return await db.orm
    .select()
    .from(messageRules)
    .where(and(isAmong(messageRules.organizationId, organizationIds), eq(messageRules.enabled, true)))
    .orderBy(asc(messageRules.organizationId), asc(messageRules.id));
}

export async function findMessageRule(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"messageRule">,
): Promise<MessageRuleRow | null> {
  const [row] = await db.orm.select().from(messageRules).where(isThe({ organizationId, id })).limit(1);
  return row ?? null;
}

export async function insertMessageRule(db: Database, row: MessageRuleRow): Promise<void> {
  await db.orm.insert(messageRules).values(row);
}

export async function replaceMessageRule(db: Database, row: MessageRuleRow): Promise<void> {
  const { organizationId: _, id: __, createdAt: ___, ...change } = row;
  await db.orm.update(messageRules).set(change).where(isThe(row));
}

/** With what it remembers; what was sent because of it stays. */
export async function deleteMessageRule(
  db: Database,
  rule: Pick<MessageRuleRow, "organizationId" | "id">,
): Promise<void> {
  await db.orm.batch([
    db.orm.delete(messageRules).where(isThe(rule)),
    db.orm
      .delete(messageRuleMarks)
      .where(
        and(eq(messageRuleMarks.organizationId, rule.organizationId), eq(messageRuleMarks.ruleId, rule.id)),
      ),
  ]);
}

function isThe({ organizationId, id }: Pick<MessageRuleRow, "organizationId" | "id">) {
  return and(eq(messageRules.organizationId, organizationId), eq(messageRules.id, id));
}
