import { and, asc, eq } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { isAfter } from "../conditions.ts";
import { approvalRules } from "../schema/approvals.ts";

export type ApprovalRuleRow = typeof approvalRules.$inferSelect;

/** Who is to be asked about a job that is about to be stored. */
export interface ApprovalRequest {
  /** null: its sender alone wants it. */
  readonly rule: ApprovalRuleRow | null;
  readonly preview: string;
  /** ms since the epoch */
  readonly expiresAt: number;
  /** Of several jobs that are asked about together, and on behalf of which this one asks. */
  readonly together?: { readonly title: string; readonly payloadHash: string };
}

/** Rules that are read for a job; an organization makes no more. */
export const MAX_APPROVAL_RULES = 100;

/** Oldest first, which is their order; `after` is the last id of the page before. */
export async function listApprovalRules(
  db: Database,
  organizationId: Id<"organization">,
  page: { readonly limit: number; readonly after: string | null; readonly enabled?: true },
): Promise<ApprovalRuleRow[]> {
  return await db.orm
    .select()
    .from(approvalRules)
    .where(
      and(
        eq(approvalRules.organizationId, organizationId),
        page.enabled === undefined ? undefined : eq(approvalRules.enabled, true),
        isAfter(approvalRules.id, page.after),
      ),
    )
    .orderBy(asc(approvalRules.id))
    .limit(page.limit);
}

/** All that are in force, in their order. */
export async function rulesInForce(
  db: Database,
  organizationId: Id<"organization">,
): Promise<ApprovalRuleRow[]> {
  return await listApprovalRules(db, organizationId, {
    limit: MAX_APPROVAL_RULES,
    after: null,
    enabled: true,
  });
}

export async function findApprovalRule(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"approvalRule">,
): Promise<ApprovalRuleRow | null> {
  const [row] = await db.orm.select().from(approvalRules).where(isThe({ organizationId, id })).limit(1);
  return row ?? null;
}

export async function insertApprovalRule(db: Database, row: ApprovalRuleRow): Promise<void> {
  await db.orm.insert(approvalRules).values(row);
}

export async function replaceApprovalRule(db: Database, row: ApprovalRuleRow): Promise<void> {
  const { organizationId: _, id: __, createdAt: ___, ...change } = row;
  await db.orm.update(approvalRules).set(change).where(isThe(row));
}

/** What waits for an approval by it goes on waiting. */
export async function deleteApprovalRule(
  db: Database,
  rule: Pick<ApprovalRuleRow, "organizationId" | "id">,
): Promise<void> {
  await db.orm.delete(approvalRules).where(isThe(rule));
}

function isThe({ organizationId, id }: Pick<ApprovalRuleRow, "organizationId" | "id">) {
  return and(eq(approvalRules.organizationId, organizationId), eq(approvalRules.id, id));
}
