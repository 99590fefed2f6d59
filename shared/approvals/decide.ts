import { type Clock, toRfc3339 } from "../clock.ts";
import type { Database } from "../db/client.ts";
import {
  type ApprovalRow,
  decidedBy,
  decideStatement,
  type ReleasedJob,
  releaseStatement,
  type Verdict,
  withdrawStatement,
} from "../db/queries/approvals.ts";
import type { NewDelivery } from "../db/queries/deliveries.ts";
import { findJob, type Guard, insertJobs, type JobRow, type NewJob } from "../db/queries/jobs.ts";
import { type Happening, tell } from "../destinations/happenings.ts";
import { derivedId, eventIdFrom } from "../ids.ts";
import type { JobError } from "../model/job.ts";
import { delaySeconds, QUEUE_AHEAD_MS } from "../outbox/submit.ts";
import { findProvider } from "../providers/registry.ts";
import type { QueuedJob } from "../queue/job-queue.ts";
import { approvalTitle, noticeJob } from "./request.ts";

/** A decision ready to be taken: one transaction, of which all depends on its first statement. */
export interface PlannedDecision {
  readonly statements: readonly D1PreparedStatement[];
  readonly deliveries: readonly NewDelivery[];
  /** Once it is committed. Their rows decide, so that a decision which came too late queues nothing. */
  readonly jobs: readonly QueuedJob[];
}

/**
 * What a verdict writes: the approval, the job released or ended, the message that asked brought up to date, and what
 * destinations are told. The job goes on only with the hash of what was shown.
 */
export async function planDecision(
  approval: ApprovalRow,
  verdict: Verdict,
  { db, clock }: { readonly db: Database; readonly clock: Clock },
): Promise<PlannedDecision> {
  const now = clock();
  const { organizationId, notice } = approval;
  const [job, posted] = await Promise.all([
    findJob(db, organizationId, approval.jobId),
    notice === null ? null : findJob(db, organizationId, notice.jobId),
  ]);
  const guard = decidedBy(approval, verdict);
  const released = job === null ? null : releasedJob(job, approval, verdict, now);
  const update =
    job === null || posted === null ? null : await updateOf({ approval, verdict, job, posted, now });
  const told = await tell([await decidedHappening(approval, verdict, now)], { db, clock });
  return {
    statements: [
      decideStatement(db, approval, verdict, now),
      ...(released === null ? [] : [releaseStatement(db, released, guard)]),
      ...noticeStatements(db, { posted, update, now }, guard),
      ...told.statements,
    ],
    deliveries: told.deliveries,
    jobs: [
      ...(job === null || released === null ? [] : queuedOf(job, released, now)),
      ...(update === null ? [] : [{ id: update.id, priority: update.priority, delaySeconds: 0 }]),
    ],
  };
}

const REFUSALS = {
  denied: { code: "approval_denied", message: "Whoever was asked denied it." },
  expired: { code: "approval_expired", message: "Nobody approved it in time." },
} as const;

/** A job is below the sweep's mark by now, so its row says itself when it is due. */
function releasedJob(job: JobRow, approval: ApprovalRow, { decision }: Verdict, now: number): ReleasedJob {
  const { id, sendAt } = job;
  if (decision !== "approved") {
    const error: JobError = { ...REFUSALS[decision], retryable: false };
    const refused = { id: approval.id, hash: null };
    return { id, status: "blocked", dueAt: null, waiting: null, error, finishedAt: now, approval: refused };
  }
  const later = sendAt !== null && sendAt > now;
  return {
    id,
    status: later ? "scheduled" : "queued",
    dueAt: later ? sendAt : now,
    waiting: later ? { gate: "schedule", reason: "send_at", until: toRfc3339(sendAt) } : null,
    error: null,
    finishedAt: null,
    approval: { id: approval.id, hash: approval.payloadHash },
  };
}

function queuedOf({ id, priority }: JobRow, { dueAt }: ReleasedJob, now: number): QueuedJob[] {
  return dueAt === null || dueAt - now > QUEUE_AHEAD_MS
    ? []
    : [{ id, priority, delaySeconds: delaySeconds(dueAt, now) }];
}

interface Asked {
  readonly approval: ApprovalRow;
  readonly verdict: Verdict;
  readonly job: JobRow;
  /** The job that posted the message which asks. */
  readonly posted: JobRow;
  readonly now: number;
}

/** The job that says in the message what was decided and by whom; null where nothing was posted. */
async function updateOf({ approval, verdict, job, posted, now }: Asked): Promise<NewJob | null> {
  const { notice } = approval;
  const messages = findProvider(notice?.provider ?? "")?.approvals;
  if (notice === null || messages === undefined || posted.externalId === null) {
    return null;
  }
  const { action, input } = messages.tell(
    {
      id: approval.id,
      title: approvalTitle(job),
      preview: approval.preview,
      expiresAt: approval.expiresAt,
      status: verdict.decision,
      decidedBy: verdict.by,
      reason: verdict.reason,
    },
    { externalId: posted.externalId, result: posted.result },
  );
  return {
    // as old as its id, by which the sweep looks for it
    ...noticeJob(approval, approval.createdAt),
    // of the decision, so that the same event handled again makes the same
    id: await derivedId("job", eventIdFrom(approval.id), verdict.decisionId),
    provider: notice.provider,
    connectionId: notice.connectionId,
    action,
    input,
    dueAt: now,
  };
}

function noticeStatements(
  db: Database,
  {
    posted,
    update,
    now,
  }: { readonly posted: JobRow | null; readonly update: NewJob | null; readonly now: number },
  guard: Guard,
): D1PreparedStatement[] {
  if (update !== null) {
    return insertJobs(db, [update], guard);
  }
  return posted === null ? [] : [withdrawStatement(db, { id: posted.id, now }, guard)];
}

async function decidedHappening(
  { organizationId, id, jobId, provider, action, outChannel: channel }: ApprovalRow,
  { decision, by, reason }: Verdict,
  now: number,
): Promise<Happening> {
  return {
    organizationId,
    // one for all attempts: the first that is committed is the one that is told
    id: await derivedId("event", eventIdFrom(id), "decided"),
    type: "causeway.approval.decided",
    subject: id,
    data: { approvalId: id, jobId, provider, action, channel, decision, decidedBy: by, reason },
    at: now,
  };
}
