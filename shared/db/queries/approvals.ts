import { and, asc, desc, eq, lt, lte } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { ApprovalDecision, ApprovalStatus } from "../../model/approval.ts";
import type { JobError, Waiting } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { approvals } from "../schema/approvals.ts";
import type { JobApproval } from "../schema/jobs.ts";
import type { Guard, JobRow } from "./jobs.ts";

export type ApprovalRow = typeof approvals.$inferSelect;
export type NewApproval = Omit<ApprovalRow, "decidedAt" | "decidedBy" | "reason" | "decisionId">;

export function insertApproval({ d1 }: Database, row: NewApproval): D1PreparedStatement {
  return d1
    .prepare(
      `insert into approvals (org_id, id, job_id, rule_id, status, payload_hash, provider, action, out_channel,
         category, preview, notice, approvers, created_at, expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
        page.before === null ? undefined : lt(approvals.id, page.before as Id<"approval">),
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

/**
 * Decides what is pending, once: a decision of a person before the time is over and while the job still waits, the end
 * of the time after it.
 */
export function decideStatement(
  { d1 }: Database,
  { organizationId, id }: Pick<ApprovalRow, "organizationId" | "id">,
  verdict: Verdict,
  now: number,
): D1PreparedStatement {
  const inTime =
    verdict.decision === "expired"
      ? "expires_at <= ?5"
      : `expires_at > ?5 and exists (select 1 from jobs where jobs.id = job_id and jobs.status = 'pending_approval')`;
  return d1
    .prepare(
      `update approvals set status = ?3, decision_id = ?4, decided_at = ?5, decided_by = ?6, reason = ?7
       where org_id = ?1 and id = ?2 and status = 'pending' and ${inTime}`,
    )
    .bind(organizationId, id, verdict.decision, verdict.decisionId, now, verdict.by, verdict.reason);
}

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

export function releaseStatement({ d1 }: Database, job: ReleasedJob, guard: Guard): D1PreparedStatement {
  const text = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return d1
    .prepare(
      `update jobs set status = ?, due_at = ?, finished_at = ?, waiting = ?, error = ?, approval = ?
       where id = ? and status = 'pending_approval' and ${guard.sql}`,
    )
    .bind(
      job.status,
      job.dueAt,
      job.finishedAt,
      text(job.waiting),
      text(job.error),
      text(job.approval),
      job.id,
      ...guard.values,
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
