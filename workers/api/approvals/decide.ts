import { planDecision } from "../../../shared/approvals/decide.ts";
import {
  type ApprovalRow,
  findApproval,
  idleApprovals,
  type Verdict,
} from "../../../shared/db/queries/approvals.ts";
import { dispatch } from "../../../shared/destinations/dispatch.ts";
import { Problem } from "../../../shared/errors.ts";
import { type Id, newId } from "../../../shared/ids.ts";
import { enqueue } from "../../../shared/outbox/submit.ts";
import type { Context } from "../../context.ts";

/**
 * Decides an approval, once; the row as it then stands.
 * @throws Problem `approval_decided` or `approval_expired`, where it was too late
 */
export async function decideApproval(
  approval: ApprovalRow,
  { decision, by, reason }: Pick<Verdict, "by" | "reason"> & { readonly decision: "approved" | "denied" },
  context: Context,
): Promise<ApprovalRow> {
  if (approval.status !== "pending") {
    throw decided(approval);
  }
  const now = context.clock();
  if (approval.expiresAt <= now) {
    await take(approval, { decision: "expired", by: null, reason: null }, context);
    throw new Problem("approval_expired", "The time to decide is over, and nothing was sent.");
  }
  const isFirst = await take(approval, { decision, by, reason }, context);
  const row = await findApproval(context.db, approval.organizationId, approval.id);
  if (row === null || row.status === "pending") {
    throw new Problem("approval_decided", "Its job does not wait any more: it was canceled.");
  }
  if (!isFirst || row.status !== decision) {
    throw decided(row);
  }
  return row;
}

/** Ends those of these approvals for which no job waits any more, since all were canceled. */
export async function endIdleApprovals(
  organizationId: Id<"organization">,
  ids: readonly Id<"approval">[],
  { by, context }: { readonly by: string; readonly context: Context },
): Promise<void> {
  const idle = ids.length === 0 ? [] : await idleApprovals(context.db, organizationId, ids);
  for (const approval of idle) {
    await take(approval, { decision: "canceled", by, reason: null }, context);
  }
}

/** False where somebody else was first. */
async function take(
  approval: ApprovalRow,
  verdict: Omit<Verdict, "decisionId">,
  context: Context,
): Promise<boolean> {
  const decisionId = newId("request", context.clock());
  const planned = await planDecision(approval, { ...verdict, decisionId }, context);
  const [taken] = await context.db.d1.batch([...planned.statements]);
  const isFirst = (taken?.meta.changes ?? 0) > 0;
  if (isFirst) {
    await dispatch(planned.deliveries, context);
    await enqueue(context, planned.jobs);
  }
  return isFirst;
}

function decided({ status }: ApprovalRow): Problem {
  return status === "expired"
    ? new Problem("approval_expired", "The time to decide is over, and nothing was sent.")
    : new Problem("approval_decided", `It is ${status} already; the first decision stands.`);
}
