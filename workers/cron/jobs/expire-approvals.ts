import { planDecision } from "../../../shared/approvals/decide.ts";
import { overdueApprovals } from "../../../shared/db/queries/approvals.ts";
import { dispatch } from "../../../shared/destinations/dispatch.ts";
import { newId } from "../../../shared/ids.ts";
import { enqueue } from "../../../shared/outbox/submit.ts";
import type { Context } from "../../context.ts";

/** Approvals of one run: each costs a handful of rows and calls. */
const BUDGET = 100;

/** Ends what nobody decided in time: its job is blocked, and the message that asked says so. */
export async function expireApprovals(context: Context): Promise<number> {
  const now = context.clock();
  const overdue = await overdueApprovals(context.db, { now, limit: BUDGET });
  for (const approval of overdue) {
    const verdict = {
      decision: "expired",
      decisionId: newId("request", now),
      by: null,
      reason: null,
    } as const;
    const planned = await planDecision(approval, verdict, context);
    await context.db.d1.batch([...planned.statements]);
    await dispatch(planned.deliveries, context);
    await enqueue(context, planned.jobs);
  }
  return overdue.length;
}
