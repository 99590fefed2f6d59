import { SECOND_MS, toRfc3339 } from "../clock.ts";
import type { ApprovalRuleRow } from "../db/queries/approval-rules.ts";
import type { NewJob } from "../db/queries/jobs.ts";
import { newId } from "../ids.ts";
import { matchRule } from "../policy/approval.ts";
import { findProvider } from "../providers/registry.ts";
import { shownPreview } from "./shown.ts";

/** How long an approval may take where no rule says, in seconds. */
export const DEFAULT_EXPIRY_SECONDS = 86_400;

/**
 * Holds a job that a rule of its organization, or its sender, wants approved: it is stored as `pending_approval` and
 * never queued before. One that is not to be sent anyway is left alone.
 * @param wanted.preview what a person is shown; by default the action's input
 * @param rules the organization's
 */
export function holdForApproval(
  job: NewJob,
  wanted: { readonly isFlagged: boolean; readonly batchSize: number; readonly preview?: string | undefined },
  rules: readonly ApprovalRuleRow[],
): NewJob {
  if (job.status !== "queued" && job.status !== "scheduled") {
    return job;
  }
  const { provider, channel, category, input } = job;
  const amount = findProvider(provider)?.actions?.[job.action]?.amount?.(input) ?? null;
  const { isFlagged, batchSize, preview = JSON.stringify(input, null, 2) } = wanted;
  // a way that it may take later needs the approval as well
  const ways = [{ provider, channel }, ...(job.fallbacks ?? [])];
  const facts = ways.map((way) => ({
    provider: way.provider,
    channel: way.channel,
    category,
    batchSize,
    amount,
    isFlagged,
  }));
  const rule = matchRule(rules, ...facts);
  if (rule === null && !isFlagged) {
    return job;
  }
  const now = job.createdAt;
  const expiresAt = now + (rule?.expiresInSeconds ?? DEFAULT_EXPIRY_SECONDS) * SECOND_MS;
  return {
    ...job,
    status: "pending_approval",
    waiting: { gate: "approval", reason: "approval_pending", until: toRfc3339(expiresAt) },
    approval: { id: newId("approval", now), hash: null },
    approvalRequest: { rule, preview: shownPreview(preview), expiresAt },
  };
}
