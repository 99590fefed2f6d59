import type { Clock } from "../clock.ts";
import type { Database } from "../db/client.ts";
import type { ApprovalRequest } from "../db/queries/approval-rules.ts";
import { insertApproval, type NewApproval } from "../db/queries/approvals.ts";
import type { Guard, NewJob } from "../db/queries/jobs.ts";
import { type Happening, tell } from "../destinations/happenings.ts";
import { eventIdFrom, type Id, newId } from "../ids.ts";
import { freshCall } from "../outbox/fresh-job.ts";
import { findProvider } from "../providers/registry.ts";
import { payloadHash } from "./payload.ts";

/** What asking for approvals writes, beside the jobs that wait for them. */
export interface Requested {
  readonly statements: readonly D1PreparedStatement[];
  /** The messages that ask; they are jobs like others. */
  readonly notices: readonly NewJob[];
}

/**
 * The approvals of jobs that are about to be stored, the messages that ask for them, and what destinations are told.
 * @param guard under which the jobs are stored: without them nobody is asked anything
 */
export async function requestApprovals(
  jobs: readonly NewJob[],
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  guard: Guard | null = null,
): Promise<Requested> {
  const asked = (await Promise.all(jobs.map(askFor))).filter((one) => one !== null);
  const told = await tell(
    asked.map(({ approval }) => requestedHappening(approval)),
    { db, clock },
    guard,
  );
  return {
    // the deliveries are the sweep's to queue: whoever waits for a person can wait a minute
    statements: [...asked.map(({ approval }) => insertApproval(db, approval, guard)), ...told.statements],
    notices: asked.flatMap(({ notice }) => (notice === null ? [] : [notice])),
  };
}

async function askFor(job: NewJob): Promise<Question | null> {
  const { approvalRequest: request, approval, createdAt } = job;
  if (request == null || approval == null) {
    return null;
  }
  const { together } = request;
  const { organizationId, provider, action, channel, category } = job;
  return askAbout(
    {
      organizationId,
      id: approval.id,
      jobId: job.id,
      batchId: together === undefined ? null : (job.batchId ?? null),
      campaignId: null,
      payloadHash: together?.payloadHash ?? (await payloadHash(job)),
      provider,
      action,
      outChannel: channel,
      category,
      title: together?.title ?? null,
      createdAt,
    },
    { ...request, title: together?.title ?? approvalTitle(job), noticeId: newId("job", createdAt) },
  );
}

export interface Question {
  readonly approval: NewApproval;
  /** The message that asks; null: it is asked in the API alone. */
  readonly notice: NewJob | null;
}

/** A question to a person, with the message that puts it. */
export function askAbout(
  about: Omit<NewApproval, "ruleId" | "status" | "preview" | "notice" | "approvers" | "expiresAt">,
  request: ApprovalRequest & { readonly title: string; readonly noticeId: Id<"job"> },
): Question {
  const { rule, preview, expiresAt } = request;
  const notice = noticeOf(about, request);
  return {
    approval: {
      ...about,
      ruleId: rule?.id ?? null,
      status: "pending",
      preview,
      notice:
        notice === null || notice.connectionId === null
          ? null
          : {
              provider: notice.provider,
              connectionId: notice.connectionId,
              jobId: notice.id,
              channel: rule?.channel ?? "",
            },
      approvers: rule?.approvers ?? null,
      expiresAt,
    },
    notice,
  };
}

/** What a person sees first of all: what is sent, and to whom. */
export function approvalTitle({
  provider,
  action,
  channel,
  address,
}: Pick<NewJob, "provider" | "action" | "channel" | "address">): string {
  const name = findProvider(provider)?.name ?? provider;
  return channel === null ? `${name}: ${action}` : `${channel} to ${address ?? "several people"}, by ${name}`;
}

function noticeOf(
  { organizationId, id, createdAt }: Pick<NewApproval, "organizationId" | "id" | "createdAt">,
  { rule, preview, expiresAt, title, noticeId }: Parameters<typeof askAbout>[1],
): NewJob | null {
  const messages = findProvider(rule?.notifier ?? "")?.approvals;
  if (rule == null || rule.notifier === null || rule.channel === null || messages === undefined) {
    return null;
  }
  const { action, input } = messages.ask({ id, title, preview, expiresAt }, rule.channel);
  return {
    ...noticeJob({ organizationId }, createdAt),
    id: noticeId,
    provider: rule.notifier,
    connectionId: rule.connectionId,
    action,
    input,
  };
}

/** A message about an approval: a job of the organization's that needs none itself. */
export function noticeJob(
  { organizationId }: Pick<NewJob, "organizationId">,
  now: number,
): Omit<NewJob, "provider" | "connectionId" | "action" | "input"> {
  return { ...freshCall(now), organizationId, metadata: null, priority: "high" };
}

/** What destinations are told of a question. */
export function requestedHappening(approval: NewApproval): Happening {
  const {
    organizationId,
    id,
    jobId,
    batchId,
    campaignId,
    provider,
    action,
    outChannel: channel,
    expiresAt,
  } = approval;
  return {
    organizationId,
    id: eventIdFrom(id),
    type: "causeway.approval.requested",
    subject: id,
    data: { approvalId: id, jobId, batchId, campaignId, provider, action, channel, expiresAt },
    at: approval.createdAt,
  };
}
