import { type Clock, toRfc3339 } from "../clock.ts";
import type { Database } from "../db/client.ts";
import {
  type ApprovalRow,
  type CoveredJob,
  coveredJobs,
  decidedBy,
  decideStatement,
  type ReleasedJob,
  releaseStatements,
  type Verdict,
  withdrawStatement,
} from "../db/queries/approvals.ts";
import { type CampaignRow, findCampaign, releaseCampaignStatement } from "../db/queries/campaigns.ts";
import type { NewDelivery } from "../db/queries/deliveries.ts";
import { findJob, type Guard, insertJobs, type JobRow, type NewJob } from "../db/queries/jobs.ts";
import type { JobApproval } from "../db/schema/jobs.ts";
import { type Happening, tell } from "../destinations/happenings.ts";
import { derivedId, eventIdFrom, type Id, newId } from "../ids.ts";
import type { PostedQuestion } from "../model/approval.ts";
import type { JobError } from "../model/job.ts";
import { delaySeconds, QUEUE_AHEAD_MS } from "../outbox/submit.ts";
import { findProvider } from "../providers/registry.ts";
import type { QueuedJob } from "../queue/job-queue.ts";
import { approvalTitle, noticeJob } from "./request.ts";
import { hashOfAll } from "./together.ts";

/** A decision ready to be taken: one transaction, of which all depends on its first statement. */
export interface PlannedDecision {
  readonly statements: readonly D1PreparedStatement[];
  readonly deliveries: readonly NewDelivery[];
  /** Once it is committed. Their rows decide, so that a decision which came too late queues nothing. */
  readonly jobs: readonly QueuedJob[];
}

/**
 * What a verdict writes: the approval, its jobs released or ended, the message that asked brought up to date, and what
 * destinations are told. A job goes on only with the hash of what was shown. Where no job waits any more, all were
 * canceled, and so is the question, whatever a person says.
 * @param answered the message that was answered, where that is known
 */
export async function planDecision(
  approval: ApprovalRow,
  given: Verdict,
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  answered?: PostedQuestion,
): Promise<PlannedDecision> {
  const now = clock();
  const { organizationId, campaignId } = approval;
  const [jobs, campaign, asking] = await Promise.all([
    coveredJobs(db, approval),
    campaignId === null ? null : findCampaign(db, organizationId, campaignId),
    findAsking(db, approval),
  ]);
  const waiting = jobs.filter(({ status }) => status === "pending_approval");
  const isAwaited = waiting.length > 0 || campaign?.status === "pending_approval";
  const verdict: Verdict =
    isAwaited || given.decision === "expired" ? given : { ...given, decision: "canceled" };
  const guard = decidedBy(approval, verdict);
  const hashes = await approvedHashes(approval, jobs);
  const released = waiting.map((job) => ({
    job,
    row: releasedJob(job, { id: approval.id, hash: hashes.get(job.id) ?? null }, verdict, now),
  }));
  const [first] = jobs;
  const title = approval.title ?? (first === undefined ? null : approvalTitle(first));
  const posted = postedBy(asking) ?? answered ?? null;
  const update =
    title === null || posted === null ? null : await updateOf({ approval, verdict, title, posted, now });
  const told = await tell([decidedHappening(approval, verdict, now)], { db, clock }, guard);
  return {
    statements: [
      decideStatement(db, approval, verdict, now),
      ...releaseStatements(
        db,
        released.map(({ row }) => row),
        guard,
      ),
      ...(campaign === null
        ? []
        : [releaseCampaignStatement(db, campaign, releasedCampaign(campaign, verdict, now), guard)]),
      ...noticeStatements(db, { asking, update, now }, guard),
      ...told.statements,
    ],
    deliveries: told.deliveries,
    jobs: [
      ...released.flatMap(({ job, row }) => queuedOf(job, row, now)),
      ...(update === null ? [] : [{ id: update.id, priority: update.priority, delaySeconds: 0 }]),
    ],
  };
}

/**
 * Says in the message that was answered what had been decided before, unless it says so: whoever decided elsewhere may
 * have done so while it was being posted.
 */
export async function planRetelling(
  approval: ApprovalRow,
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  answered: PostedQuestion,
): Promise<PlannedDecision> {
  const { status: decision, decisionId, decidedBy: by, reason } = approval;
  if (decision === "pending" || decisionId === null) {
    return { statements: [], deliveries: [], jobs: [] };
  }
  const [asking, [first]] = await Promise.all([findAsking(db, approval), coveredJobs(db, approval)]);
  const title = approval.title ?? (first === undefined ? "" : approvalTitle(first));
  const verdict = { decision, decisionId, by, reason };
  const posted = postedBy(asking) ?? answered;
  const update = await updateOf({ approval, verdict, title, posted, now: clock() });
  return {
    // made by the decision as well, under the same id
    statements: update === null ? [] : insertJobs(db, [update], decidedBy(approval, verdict)),
    deliveries: [],
    jobs: update === null ? [] : [{ id: update.id, priority: update.priority, delaySeconds: 0 }],
  };
}

/** The job that posts the message which asks; null where there is none. */
async function findAsking(db: Database, { organizationId, notice }: ApprovalRow): Promise<JobRow | null> {
  return notice === null ? null : await findJob(db, organizationId, notice.jobId);
}

function postedBy(asking: JobRow | null): PostedQuestion | null {
  return asking?.externalId == null ? null : { externalId: asking.externalId, result: asking.result };
}

/** Of what each job may send if it is approved; none where the jobs are not those that were asked about. */
async function approvedHashes(
  { batchId, payloadHash, jobId }: ApprovalRow,
  jobs: readonly CoveredJob[],
): Promise<ReadonlyMap<Id<"job">, string>> {
  if (batchId === null) {
    return new Map(jobId === null ? [] : [[jobId, payloadHash]]);
  }
  const hashes = jobs.map(({ id, approval }) => [id, approval?.asked ?? ""] as const);
  const isAsked = (await hashOfAll(hashes.map(([, hash]) => hash))) === payloadHash;
  return new Map(isAsked ? hashes : []);
}

const REFUSALS = {
  denied: { code: "approval_denied", message: "Whoever was asked denied it." },
  expired: { code: "approval_expired", message: "Nobody approved it in time." },
  canceled: { code: "approval_canceled", message: "What it was part of was canceled." },
} as const;

/** A job is below the sweep's mark by now, so its row says itself when it is due. */
function releasedJob(
  { id, sendAt }: CoveredJob,
  approval: JobApproval,
  { decision }: Verdict,
  now: number,
): ReleasedJob {
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
    approval,
  };
}

function releasedCampaign({ sendAt }: CampaignRow, { decision }: Verdict, now: number) {
  if (decision !== "approved") {
    const error: JobError = { ...REFUSALS[decision], retryable: false };
    return { status: "blocked", dueAt: null, error, finishedAt: now } as const;
  }
  const later = sendAt !== null && sendAt > now;
  return {
    status: later ? "scheduled" : "sending",
    dueAt: later ? sendAt : now,
    error: null,
    finishedAt: null,
  } as const;
}

function queuedOf({ id, priority }: CoveredJob, { dueAt }: ReleasedJob, now: number): QueuedJob[] {
  return dueAt === null || dueAt - now > QUEUE_AHEAD_MS
    ? []
    : [{ id, priority, delaySeconds: delaySeconds(dueAt, now) }];
}

interface Asked {
  readonly approval: ApprovalRow;
  readonly verdict: Verdict;
  readonly title: string;
  readonly posted: PostedQuestion;
  readonly now: number;
}

/** The job that says in the message what was decided and by whom; null where nothing was posted. */
async function updateOf({ approval, verdict, title, posted, now }: Asked): Promise<NewJob | null> {
  const { notice } = approval;
  const messages = findProvider(notice?.provider ?? "")?.approvals;
  if (notice === null || messages === undefined) {
    return null;
  }
  const { action, input } = messages.tell(
    {
      id: approval.id,
      title,
      preview: approval.preview,
      expiresAt: approval.expiresAt,
      status: verdict.decision,
      decidedBy: verdict.by,
      reason: verdict.reason,
    },
    posted,
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
    asking,
    update,
    now,
  }: { readonly asking: JobRow | null; readonly update: NewJob | null; readonly now: number },
  guard: Guard,
): D1PreparedStatement[] {
  return [
    ...(update === null ? [] : insertJobs(db, [update], guard)),
    // not yet posted, or posted and about to be once more
    ...(asking === null ? [] : [withdrawStatement(db, { id: asking.id, now }, guard)]),
  ];
}

function decidedHappening(
  { organizationId, id, jobId, batchId, campaignId, provider, action, outChannel: channel }: ApprovalRow,
  { decision, by, reason }: Verdict,
  now: number,
): Happening {
  return {
    organizationId,
    id: newId("event", now),
    // of several attempts the first that is committed is told
    once: `decided ${id}`,
    type: "causeway.approval.decided",
    subject: id,
    data: {
      approvalId: id,
      jobId,
      batchId,
      campaignId,
      provider,
      action,
      channel,
      decision,
      decidedBy: by,
      reason,
    },
    at: now,
  };
}
