import type { Clock } from "../clock.ts";
import type { Database } from "../db/client.ts";
import { insertApproval, type NewApproval } from "../db/queries/approvals.ts";
import type { NewJob } from "../db/queries/jobs.ts";
import { type Happening, tell } from "../destinations/happenings.ts";
import { eventIdFrom, newId } from "../ids.ts";
import { DEFAULT_MAX_ATTEMPTS } from "../model/job.ts";
import { findProvider } from "../providers/registry.ts";
import { payloadHash } from "./payload.ts";

/** What asking for approvals writes, beside the jobs that wait for them. */
export interface Requested {
  readonly statements: readonly D1PreparedStatement[];
  /** The messages that ask; they are jobs like others. */
  readonly notices: readonly NewJob[];
}

/** The approvals of jobs that are about to be stored, the messages that ask for them, and what destinations are told. */
export async function requestApprovals(
  jobs: readonly NewJob[],
  { db, clock }: { readonly db: Database; readonly clock: Clock },
): Promise<Requested> {
  const asked = (await Promise.all(jobs.map(askFor))).filter((one) => one !== null);
  const told = await tell(
    asked.map(({ approval }) => requestedHappening(approval)),
    { db, clock },
  );
  return {
    // the deliveries are the sweep's to queue: whoever waits for a person can wait a minute
    statements: [...asked.map(({ approval }) => insertApproval(db, approval)), ...told.statements],
    notices: asked.flatMap(({ notice }) => (notice === null ? [] : [notice])),
  };
}

async function askFor(job: NewJob): Promise<{ approval: NewApproval; notice: NewJob | null } | null> {
  const { approvalRequest: request, approval } = job;
  if (request == null || approval == null) {
    return null;
  }
  const notice = noticeOf(job, request, approval.id);
  const row: NewApproval = {
    organizationId: job.organizationId,
    id: approval.id,
    jobId: job.id,
    ruleId: request.rule?.id ?? null,
    status: "pending",
    payloadHash: request.together?.payloadHash ?? (await payloadHash(job)),
    provider: job.provider,
    action: job.action,
    outChannel: job.channel,
    category: job.category,
    preview: request.preview,
    notice:
      notice === null || notice.connectionId === null
        ? null
        : {
            provider: notice.provider,
            connectionId: notice.connectionId,
            jobId: notice.id,
            channel: request.rule?.channel ?? "",
          },
    approvers: request.rule?.approvers ?? null,
    createdAt: job.createdAt,
    expiresAt: request.expiresAt,
    batchId: request.together === undefined ? null : (job.batchId ?? null),
    title: request.together?.title ?? null,
  };
  return { approval: row, notice };
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
  job: NewJob,
  { rule, preview, expiresAt, together }: NonNullable<NewJob["approvalRequest"]>,
  approvalId: string,
): NewJob | null {
  const messages = findProvider(rule?.notifier ?? "")?.approvals;
  if (rule == null || rule.notifier === null || rule.channel === null || messages === undefined) {
    return null;
  }
  const view = { id: approvalId, title: together?.title ?? approvalTitle(job), preview, expiresAt };
  const { action, input } = messages.ask(view, rule.channel);
  return {
    ...noticeJob(job, job.createdAt),
    id: newId("job", job.createdAt),
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
): Omit<NewJob, "id" | "provider" | "connectionId" | "action" | "input"> {
  return {
    organizationId,
    channel: null,
    address: null,
    category: null,
    metadata: null,
    priority: "high",
    status: "queued",
    maxAttempts: DEFAULT_MAX_ATTEMPTS,
    sendAt: null,
    dueAt: null,
    waiting: null,
    error: null,
    createdAt: now,
    finishedAt: null,
  };
}

function requestedHappening(approval: NewApproval): Happening {
  const { organizationId, id, jobId, batchId, provider, action, outChannel: channel, expiresAt } = approval;
  return {
    organizationId,
    id: eventIdFrom(id),
    type: "causeway.approval.requested",
    subject: id,
    data: { approvalId: id, jobId, batchId, provider, action, channel, expiresAt },
    at: approval.createdAt,
  };
}
