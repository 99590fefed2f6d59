import { and, desc, eq, getTableColumns, inArray, type SQL, sql } from "drizzle-orm";
import { toRfc3339 } from "../../clock.ts";
import type { Id } from "../../ids.ts";
import type { Channel } from "../../model/channel.ts";
import type { MessageRate } from "../../model/cost.ts";
import type { MessageStatus } from "../../model/effect.ts";
import type { Attempt, JobStatus } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { jsonLists } from "../json-rows.ts";
import { jobs } from "../schema/jobs.ts";
import { messageCosts } from "../schema/message-costs.ts";
import { messageRates } from "../schema/message-rates.ts";
import { receipts } from "../schema/receipts.ts";
import type { ApprovalRequest } from "./approval-rules.ts";

export type JobRow = typeof jobs.$inferSelect;
type BegunEmpty =
  | "attempts"
  | "claimedAt"
  | "result"
  | "externalId"
  | "attemptLog"
  | "fallbackFrom"
  | "sendSet";
type Optional =
  | "contactId"
  | "topic"
  | "essential"
  | "credentialChoice"
  | "batchId"
  | "fallbacks"
  | "template"
  | "approval";

/** A job as it is first stored: the rest begins empty. */
export type NewJob = Omit<JobRow, BegunEmpty | Optional> &
  Partial<Pick<JobRow, Optional>> & {
    /** Of a job that waits for its approval: whom to ask. It is written down with the job, in rows of its own. */
    readonly approvalRequest?: ApprovalRequest | null;
  };
/** A job with what the provider said became of its message, and without what it sends. */
export type ListedJob = Omit<JobRow, "input" | "fallbacks"> & {
  readonly deliveryStatus: MessageStatus | null;
};

/** All of it, with what it was charged; null where that is not known. */
export type JobWithCost = JobRow &
  ListedJob &
  Nullable<Pick<typeof messageCosts.$inferSelect, "micros" | "currency">> & {
    readonly rate: MessageRate | null;
  };
type Nullable<Row> = { readonly [Column in keyof Row]: Row[Column] | null };

const text = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));

/** What is stored of a new job, by column. */
const STORED: Readonly<Record<string, (job: NewJob) => string | number | null>> = {
  id: (job) => job.id,
  org_id: (job) => job.organizationId,
  provider: (job) => job.provider,
  action: (job) => job.action,
  connection_id: (job) => job.connectionId,
  credential_choice: (job) => text(job.credentialChoice),
  channel: (job) => job.channel,
  address: (job) => job.address,
  contact_id: (job) => job.contactId ?? null,
  category: (job) => job.category,
  topic: (job) => job.topic ?? null,
  essential: (job) => (job.essential === true ? 1 : 0),
  input: (job) => JSON.stringify(job.input),
  metadata: (job) => text(job.metadata),
  priority: (job) => job.priority,
  status: (job) => job.status,
  max_attempts: (job) => job.maxAttempts,
  send_at: (job) => job.sendAt,
  due_at: (job) => job.dueAt,
  waiting: (job) => text(job.waiting),
  error: (job) => text(job.error),
  created_at: (job) => job.createdAt,
  finished_at: (job) => job.finishedAt,
  batch_id: (job) => job.batchId ?? null,
  fallbacks: (job) => text(job.fallbacks),
  template: (job) => text(job.template),
  approval: (job) => text(job.approval),
};
const COLUMNS = Object.keys(STORED);

/** A condition in SQL with its values; without one all rows are stored. */
export interface Guard {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const insertWhere = (condition: string) => `
insert into jobs (${COLUMNS.join(", ")}, attempts, attempt_log)
select ${COLUMNS.map((_, index) => `value->>${index}`).join(", ")}, 0, '[]'
from json_each(?) where ${condition}`;

const INSERT = insertWhere("true");

/**
 * Statements that store jobs; run them in one batch with whatever must commit together with them.
 * @param guard stores them only where it holds, and leaves those alone that are there
 */
export function insertJobs(
  { d1 }: Database,
  rows: readonly NewJob[],
  guard: Guard | null = null,
): D1PreparedStatement[] {
  const statement = guard === null ? INSERT : `${insertWhere(guard.sql)} on conflict do nothing`;
  const lists = jsonLists(rows.map((job) => Object.values(STORED).map((read) => read(job))));
  return lists.map((list) => d1.prepare(statement).bind(list, ...(guard?.values ?? [])));
}

/** Only where a message awaits what the job asks for. */
const AWAITED: Guard = {
  sql: "exists (select 1 from conversation_messages where job_id = value->>0 and text_status = 'pending')",
  values: [],
};

/** The statement that stores a job asking for a message's words, where the message is stored and awaits it. */
export function insertAwaitedJob(db: Database, job: NewJob): D1PreparedStatement[] {
  return insertJobs(db, [job], AWAITED);
}

const withDelivery = { ...getTableColumns(jobs), deliveryStatus: receipts.status };

const sameMessage = and(
  eq(receipts.organizationId, jobs.organizationId),
  eq(receipts.provider, jobs.provider),
  eq(receipts.externalId, jobs.externalId),
);

export async function jobExists({ d1 }: Database, id: Id<"job">): Promise<boolean> {
  return (await d1.prepare("select 1 from jobs where id = ?").bind(id).first()) !== null;
}

export async function findJob(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"job">,
): Promise<JobWithCost | null> {
  const rows = await db.orm
    .select({
      ...withDelivery,
      micros: messageCosts.micros,
      currency: messageCosts.currency,
      rate: { category: messageRates.category, type: messageRates.type },
    })
    .from(jobs)
    .leftJoin(receipts, sameMessage)
    .leftJoin(
      messageRates,
      and(
        eq(messageRates.organizationId, jobs.organizationId),
        eq(messageRates.provider, jobs.provider),
        eq(messageRates.externalId, jobs.externalId),
      ),
    )
    .leftJoin(
      messageCosts,
      and(
        eq(messageCosts.organizationId, jobs.organizationId),
        eq(messageCosts.provider, jobs.provider),
        eq(messageCosts.externalId, jobs.externalId),
      ),
    )
    .where(and(eq(jobs.organizationId, organizationId), eq(jobs.id, id)))
    .limit(1);
  return rows[0] ?? null;
}

export interface JobFilter {
  readonly status?: JobStatus | undefined;
  readonly provider?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly connectionId?: Id<"connection"> | undefined;
  readonly batchId?: Id<"batch"> | undefined;
}

const { input: _, fallbacks: __, ...listed } = withDelivery;

/** Newest first; `before` is the last id of the page before. A page of what they send might be hundreds of MB. */
export async function listJobs(
  db: Database,
  organizationId: Id<"organization">,
  filter: JobFilter,
  page: { readonly limit: number; readonly before: string | null },
): Promise<ListedJob[]> {
  return await db.orm
    .select(listed)
    .from(jobs)
    .leftJoin(receipts, sameMessage)
    .where(and(owned(organizationId, filter), isBefore(jobs.id, page.before), matching(filter)))
    .orderBy(desc(jobs.id))
    .limit(page.limit);
}

/** Statuses that a redrive takes up again. */
export const REDRIVABLE = ["failed", "dead", "uncertain", "blocked"] as const satisfies readonly JobStatus[];

/**
 * Puts up to `limit` ended jobs back, parked as due now, so that the sweep queues those whose message is lost.
 * Returns the jobs to queue.
 */
export async function redriveJobs(
  db: Database,
  organizationId: Id<"organization">,
  selection: {
    readonly filter: JobFilter & { readonly id?: Id<"job"> };
    readonly limit: number;
    readonly now: number;
  },
): Promise<Pick<JobRow, "id" | "priority">[]> {
  return await db.orm
    .update(jobs)
    .set({
      status: "queued",
      dueAt: selection.now,
      // what ended its batch before ends no new try
      claimedAt: null,
      waiting: null,
      error: null,
      finishedAt: null,
      maxAttempts: sql`${jobs.attempts} + ${jobs.maxAttempts}`,
      attemptLog: sql`case when ${jobs.status} = 'uncertain' then json_insert(${jobs.attemptLog}, '$[#]', json(${redriven(selection.now)})) else ${jobs.attemptLog} end`,
    })
    .where(sql`${jobs.id} in ${redrivable(organizationId, selection.filter, selection.limit)}`)
    .returning({ id: jobs.id, priority: jobs.priority });
}

/** Whoever has a doubtful job sent again takes the doubt upon them; the log says so. */
function redriven(now: number): string {
  const attempt: Attempt = {
    at: toRfc3339(now),
    outcome: "redriven",
    httpStatus: null,
    durationMs: 0,
    reason: null,
  };
  return JSON.stringify(attempt);
}

/** How many jobs a redrive by this filter would take up, at most `limit`. */
export async function countRedrivable(
  db: Database,
  organizationId: Id<"organization">,
  { filter, limit }: { readonly filter: JobFilter; readonly limit: number },
): Promise<number> {
  const rows = await db.orm
    .select({ count: sql<number>`count(*)` })
    .from(sql`${redrivable(organizationId, filter, limit)}`);
  return rows[0]?.count ?? 0;
}

function redrivable(
  organizationId: Id<"organization">,
  filter: JobFilter & { readonly id?: Id<"job"> },
  limit: number,
): SQL {
  const chosen = and(
    owned(organizationId, filter),
    inArray(jobs.status, [...REDRIVABLE]),
    filter.id === undefined ? undefined : eq(jobs.id, filter.id),
    matching(filter),
  );
  return sql`(select ${jobs.id} from ${jobs} where ${chosen} order by ${jobs.id} limit ${limit})`;
}

/** A batch's jobs are few: the plus keeps SQLite from walking all of the organization's to find them. */
function owned(organizationId: Id<"organization">, { batchId }: JobFilter): SQL {
  return batchId === undefined
    ? eq(jobs.organizationId, organizationId)
    : sql`+${jobs.organizationId} = ${organizationId}`;
}

function matching(filter: JobFilter): SQL | undefined {
  return and(
    filter.status === undefined ? undefined : eq(jobs.status, filter.status),
    filter.provider === undefined ? undefined : eq(jobs.provider, filter.provider),
    filter.channel === undefined ? undefined : eq(jobs.channel, filter.channel),
    filter.connectionId === undefined ? undefined : eq(jobs.connectionId, filter.connectionId),
    filter.batchId === undefined ? undefined : eq(jobs.batchId, filter.batchId),
  );
}
