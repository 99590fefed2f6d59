import { planDecision, planRetelling } from "../../shared/approvals/decide.ts";
import { findApproval } from "../../shared/db/queries/approvals.ts";
import type { Told } from "../../shared/destinations/happenings.ts";
import { isId } from "../../shared/ids.ts";
import type { ApprovalEffect, Effect } from "../../shared/model/effect.ts";
import type { Context } from "../context.ts";
import type { Work } from "./apply.ts";
import type { Handled } from "./handled.ts";

/** What an event decides about approvals, added to what it tells: both commit with its effects. */
export async function withDecisions(
  told: Told,
  handled: Handled,
  effects: readonly Effect[],
  context: Context,
): Promise<Pick<Work, "told" | "jobs">> {
  const decisions = effects.filter((effect) => effect.kind === "approval.decided");
  const planned = await Promise.all(decisions.map((decision) => plan(decision, handled, context)));
  return {
    told: {
      statements: [...told.statements, ...planned.flatMap(({ statements }) => statements)],
      deliveries: [...told.deliveries, ...planned.flatMap(({ deliveries }) => deliveries)],
    },
    jobs: planned.flatMap(({ jobs }) => jobs),
  };
}

const NOTHING = { statements: [], deliveries: [], jobs: [] };

/** Nothing where there is no such question here, or another person was asked; what was decided already stays so. */
async function plan(
  { approvalId, decision, by, posted }: ApprovalEffect,
  { organizationId, eventId, provider }: Handled,
  context: Context,
) {
  const approval = isId("approval", approvalId)
    ? await findApproval(context.db, organizationId, approvalId)
    : null;
  if (approval === null || approval.notice?.provider !== provider) {
    return NOTHING;
  }
  if (approval.status !== "pending") {
    return posted === undefined ? NOTHING : await planRetelling(approval, context, posted);
  }
  if (approval.approvers !== null && !approval.approvers.includes(by)) {
    return NOTHING;
  }
  const isLate = approval.expiresAt <= context.clock();
  const verdict = isLate
    ? { decision: "expired" as const, by: null, reason: null }
    : { decision, by, reason: null };
  return await planDecision(approval, { ...verdict, decisionId: eventId }, context, posted);
}
