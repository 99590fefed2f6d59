import { and, asc, desc, eq, getTableColumns, lte, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { ApprovalDecision, ApprovalStatus } from "../../model/approval.ts";
import type { JobError, Waiting } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { isAmong, isBefore } from "../conditions.ts";
import { jsonLists } from "../json-rows.ts";
import { approvals } from "../schema/approvals.ts";
import { type JobApproval, jobs } from "../schema/jobs.ts";
import type { Guard, JobRow } from "./jobs.ts";

export type ApprovalRow = typeof approvals.$inferSelect;
export type NewApproval = Omit<ApprovalRow, "decidedAt" | "decidedBy" | "reason" | "decisionId">;

/** @param guard what must hold in its transaction, or there is nothing to decide about */
export function insertApproval(
  { d1 }: Database,
  row: NewApproval,
  guard: Guard | null = null,
): D1PreparedStatement {
  return d1
    .prepare(
      `insert into approvals (org_id, id, job_id, rule_id, status, payload_hash, provider, action, out_channel,
         category, preview, notice, approvers, created_at, expires_at, batch_id, title, campaign_id)
       select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? where ${guard?.sql ?? "true"}
       on conflict do nothing`,
    )
    .bind(
      row.organizationId,
      row.id,
      row.jobId,
      row.ruleId,
      row.status,
      row.payloadHash,
      row.provider,
      row.action,
      row.outChannel,
      row.category,
      row.preview,
      row.notice === null ? null : JSON.stringify(row.notice),
      row.approvers === null ? null : JSON.stringify(row.approvers),
      row.createdAt,
      row.expiresAt,
      row.batchId,
      row.title,
      row.campaignId,
      ...(guard?.values ?? []),
    );
}

export async function findApproval(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"approval">,
): Promise<ApprovalRow | null> {
  const [row] = await db.orm
    .select()
    .from(approvals)
    .where(and(eq(approvals.organizationId, organizationId), eq(approvals.id, id)))
    .limit(1);
  return row ?? null;
}

/** Newest first; `before` is the last id of the page before. */
export async function listApprovals(
  db: Database,
  organizationId: Id<"organization">,
  { status }: { readonly status?: ApprovalStatus | undefined },
  page: { readonly limit: number; readonly before: string | null },
): Promise<ApprovalRow[]> {
  return await db.orm
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.organizationId, organizationId),
        status === undefined ? undefined : eq(approvals.status, status),
        isBefore(approvals.id, page.before),
      ),
    )
    .orderBy(desc(approvals.id))
    .limit(page.limit);
}

/** Those of any organization that nobody decided in time, oldest first. */
export async function overdueApprovals(
  db: Database,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<ApprovalRow[]> {
  return await db.orm
    .select()
    .from(approvals)
    .where(and(eq(approvals.status, "pending"), lte(approvals.expiresAt, now)))
    .orderBy(asc(approvals.expiresAt))
    .limit(limit);
}

export interface Verdict {
  readonly decision: ApprovalDecision;
  /** Names this attempt to decide: what depends on it happens only where it succeeded. */
  readonly decisionId: string;
  readonly by: string | null;
  readonly reason: string | null;
}

/** A job that an approval is about, with what deciding takes. */
export type CoveredJob = Pick<
  JobRow,
  "id" | "provider" | "action" | "channel" | "address" | "status" | "priority" | "sendAt" | "approval"
>;

/** The jobs that an approval is about, whatever became of them, in the order in which they were asked about. */
export async function coveredJobs(
  db: Database,
  { organizationId, id, jobId, batchId }: ApprovalRow,
): Promise<CoveredJob[]> {
  if (jobId === null) {
    return [];
  }
  const { provider, action, channel, address, status, priority, sendAt, approval } = getTableColumns(jobs);
  return await db.orm
    .select({ id: jobs.id, provider, action, channel, address, status, priority, sendAt, approval })
    .from(jobs)
    .where(
      and(
        // the plus keeps SQLite from walking all of the organization's to find a batch's few
        sql`+${jobs.organizationId} = ${organizationId}`,
        batchId === null
          ? eq(jobs.id, jobId)
          : and(eq(jobs.batchId, batchId), sql`${jobs.approval}->>'id' = ${id}`),
      ),
    )
    .orderBy(asc(jobs.id));
}

/** Where a job or campaign that the approval of the surrounding statement is about still waits. */
const WAITS = `exists (select 1 from jobs where jobs.status = 'pending_approval' and jobs.id = approvals.job_id
  union all select 1 from jobs where jobs.status = 'pending_approval' and jobs.batch_id = approvals.batch_id
    and jobs.approval->>'id' = approvals.id
  union all select 1 from campaigns where campaigns.org_id = approvals.org_id
    and campaigns.id = approvals.campaign_id and campaigns.status = 'pending_approval')`;

/** The approvals for which a batch's jobs wait. */
export async function approvalsOfBatch(
  { d1 }: Database,
  organizationId: Id<"organization">,
  batchId: Id<"batch">,
): Promise<Id<"approval">[]> {
  const { results } = await d1
    .prepare(
      `select distinct approval->>'id' as id from jobs indexed by jobs_by_batch
       where batch_id = ?1 and org_id = ?2 and status = 'pending_approval'`,
    )
    .bind(batchId, organizationId)
    .all<{ id: Id<"approval"> }>();
  return results.map(({ id }) => id);
}

/** Of these approvals those that are pending although no job waits for them any more. */
export async function idleApprovals(
  db: Database,
  organizationId: Id<"organization">,
  ids: readonly Id<"approval">[],
): Promise<ApprovalRow[]> {
  return await db.orm
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.organizationId, organizationId),
        eq(approvals.status, "pending"),
        isAmong(approvals.id, ids),
        sql.raw(`not ${WAITS}`),
      ),
    );
}

/**
 * Decides what is pending, once: a decision of a person before the time is over and while a job still waits, the end
 * of the time after it, a cancellation when no job waits any more.
 */
export function decideStatement(
  { d1 }: Database,
  { organizationId, id }: Pick<ApprovalRow, "organizationId" | "id">,
  verdict: Verdict,
  now: number,
): D1PreparedStatement {
  return d1
    .prepare(
      `update approvals set status = ?3, decision_id = ?4, decided_at = ?5, decided_by = ?6, reason = ?7
       where org_id = ?1 and id = ?2 and status = 'pending' and ${CONDITIONS[verdict.decision]}`,
    )
    .bind(organizationId, id, verdict.decision, verdict.decisionId, now, verdict.by, verdict.reason);
}

const IN_TIME = `expires_at > ?5 and ${WAITS}`;

const CONDITIONS: Readonly<Record<ApprovalDecision, string>> = {
  approved: IN_TIME,
  denied: IN_TIME,
  expired: "expires_at <= ?5",
  canceled: `not ${WAITS}`,
};

/** Holds where this very attempt decided. */
export function decidedBy(
  { organizationId, id }: Pick<ApprovalRow, "organizationId" | "id">,
  { decisionId }: Pick<Verdict, "decisionId">,
): Guard {
  return {
    sql: "exists (select 1 from approvals where org_id = ? and id = ? and decision_id = ?)",
    values: [organizationId, id, decisionId],
  };
}

/** What becomes of a job that waited for its approval. */
export interface ReleasedJob extends Pick<JobRow, "id" | "status" | "dueAt" | "finishedAt"> {
  readonly waiting: Waiting | null;
  readonly error: JobError | null;
  readonly approval: JobApproval;
}

/** One row written per job and one per index entry that changes, however many statements it takes. */
export function releaseStatements(
  { d1 }: Database,
  released: readonly ReleasedJob[],
  guard: Guard,
): D1PreparedStatement[] {
  const text = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const rows = released.map((job) => [
    job.id,
    job.status,
    job.dueAt,
    job.finishedAt,
    text(job.waiting),
    text(job.error),
    text(job.approval),
  ]);
  return jsonLists(rows).map((list) =>
    d1
      .prepare(
        `update jobs set status = row.value->>1, due_at = row.value->>2, finished_at = row.value->>3,
           waiting = row.value->>4, error = row.value->>5, approval = row.value->>6
         from json_each(?) as row
         where jobs.id = row.value->>0 and jobs.status = 'pending_approval' and ${guard.sql}`,
      )
      .bind(list, ...guard.values),
  );
}

/** Takes back a message that asks and was not posted yet. */
export function withdrawStatement(
  { d1 }: Database,
  { id, now }: { readonly id: Id<"job">; readonly now: number },
  guard: Guard,
): D1PreparedStatement {
  return d1
    .prepare(
      `update jobs set status = 'canceled', due_at = null, waiting = null, finished_at = ?
       where id = ? and status in ('queued', 'scheduled') and ${guard.sql}`,
    )
    .bind(now, id, ...guard.values);
}
