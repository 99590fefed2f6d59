import { planDecision } from "../../shared/approvals/decide.ts";
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

/** Nothing where there is no such question here, it was decided already, or another person was asked. */
async function plan(
  { approvalId, decision, by }: ApprovalEffect,
  { organizationId, eventId, provider }: Handled,
  context: Context,
) {
  const approval = isId("approval", approvalId)
    ? await findApproval(context.db, organizationId, approvalId)
    : null;
  const isAsked =
    approval?.status === "pending" &&
    approval.notice?.provider === provider &&
    (approval.approvers === null || approval.approvers.includes(by));
  if (approval === null || !isAsked) {
    return NOTHING;
  }
  const isLate = approval.expiresAt <= context.clock();
  const verdict = isLate
    ? { decision: "expired" as const, by: null, reason: null }
    : { decision, by, reason: null };
  return await planDecision(approval, { ...verdict, decisionId: eventId }, context);
}
