import { and, asc, desc, eq, lte } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { CampaignRefusals } from "../../model/campaign.ts";
import type { JobError } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { campaigns } from "../schema/campaigns.ts";
import type { Guard } from "./jobs.ts";

export type CampaignRow = typeof campaigns.$inferSelect;
type Key = Pick<CampaignRow, "organizationId" | "id">;

/** Newest first; `before` is the last id of the page before. */
export async function listCampaigns(
  db: Database,
  organizationId: Id<"organization">,
  page: { readonly limit: number; readonly before: string | null },
): Promise<CampaignRow[]> {
  return await db.orm
    .select()
    .from(campaigns)
    .where(and(eq(campaigns.organizationId, organizationId), isBefore(campaigns.id, page.before)))
    .orderBy(desc(campaigns.id))
    .limit(page.limit);
}

export async function findCampaign(
  db: Database,
  organizationId: Id<"organization">,
  id: Id<"campaign">,
): Promise<CampaignRow | null> {
  const [row] = await db.orm.select().from(campaigns).where(isThe({ organizationId, id })).limit(1);
  return row ?? null;
}

export async function insertCampaign(db: Database, row: CampaignRow): Promise<void> {
  await db.orm.insert(campaigns).values(row);
}

/** Those of any organization whose turn it is, oldest first. */
export async function dueCampaigns(
  db: Database,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<CampaignRow[]> {
  return await db.orm
    .select()
    .from(campaigns)
    .where(lte(campaigns.dueAt, now))
    .orderBy(asc(campaigns.dueAt))
    .limit(limit);
}

/** Holds while a campaign is where it was read: of two that go on with it, one does. */
export function stillAt({ organizationId, id, cursor, batchId }: CampaignRow): Guard {
  return {
    sql: `exists (select 1 from campaigns where org_id = ? and id = ? and cursor is ?
      and status in ('scheduled', 'sending') and due_at is not null)
      and not exists (select 1 from batches where org_id = ? and id = ? and canceled_at is not null)`,
    values: [organizationId, id, cursor, organizationId, batchId],
  };
}

/** As the last statement of the transaction that stores a page's jobs: the batch counts them and the cursor moves on. */
export function advanceStatements(
  { d1 }: Database,
  row: CampaignRow,
  page: {
    readonly accepted: number;
    readonly cursor: Id<"contact"> | null;
    readonly walked: number;
    readonly refused: CampaignRefusals;
    readonly isLast: boolean;
    readonly now: number;
  },
): D1PreparedStatement[] {
  const guard = stillAt(row);
  return [
    d1
      .prepare(`update batches set accepted = accepted + ? where org_id = ? and id = ? and ${guard.sql}`)
      .bind(page.accepted, row.organizationId, row.batchId, ...guard.values),
    d1
      .prepare(
        `update campaigns set status = ?, cursor = ?, walked = ?, refused = ?, due_at = ?, finished_at = ?,
           failures = 0, error = null
         where org_id = ? and id = ? and ${guard.sql}`,
      )
      .bind(
        page.isLast ? "sent" : "sending",
        page.cursor,
        page.walked,
        JSON.stringify(page.refused),
        page.isLast ? null : page.now,
        page.isLast ? page.now : null,
        row.organizationId,
        row.id,
        ...guard.values,
      ),
  ];
}

/** A page could not be sent; nothing where the campaign has gone on or ended otherwise. */
export async function falterCampaign(
  { d1 }: Database,
  row: CampaignRow,
  to: Pick<CampaignRow, "status" | "dueAt" | "error" | "finishedAt">,
): Promise<void> {
  const guard = stillAt(row);
  await d1
    .prepare(
      `update campaigns set failures = failures + 1, status = ?, due_at = ?, error = ?, finished_at = ?
       where org_id = ? and id = ? and ${guard.sql}`,
    )
    .bind(
      to.status,
      to.dueAt,
      JSON.stringify(to.error),
      to.finishedAt,
      row.organizationId,
      row.id,
      ...guard.values,
    )
    .run();
}

/** Goes on with a campaign that was given up, from where it stopped; false where it is not one. */
export async function resumeCampaign(
  { d1 }: Database,
  { organizationId, id }: Key,
  now: number,
): Promise<boolean> {
  const { meta } = await d1
    .prepare(
      `update campaigns set failures = 0, status = 'sending', due_at = ?3, error = null, finished_at = null
       where org_id = ?1 and id = ?2 and status = 'failed'`,
    )
    .bind(organizationId, id, now)
    .run();
  return meta.changes > 0;
}

type Begun = Pick<
  CampaignRow,
  "status" | "dueAt" | "approvalId" | "contentHash" | "batchId" | "origin" | "recipients" | "startedAt"
>;

/** Begins a draft that is as it was read, once: of two calls one changes a row. */
export function beginStatement({ d1 }: Database, row: CampaignRow, begun: Begun): D1PreparedStatement {
  return d1
    .prepare(
      `update campaigns set status = ?3, due_at = ?4, approval_id = ?5, content_hash = ?6, batch_id = ?7, origin = ?8,
         recipients = ?9, started_at = ?10
       where org_id = ?1 and id = ?2 and status = 'draft' and name = ?11 and segment_id = ?12 and template = ?13
         and channel = ?14 and category = ?15 and topic is ?16 and data = ?17 and send_at is ?18
         and requires_approval = ?19`,
    )
    .bind(
      row.organizationId,
      row.id,
      begun.status,
      begun.dueAt,
      begun.approvalId,
      begun.contentHash,
      begun.batchId,
      begun.origin,
      begun.recipients,
      begun.startedAt,
      row.name,
      row.segmentId,
      row.template,
      row.channel,
      row.category,
      row.topic,
      JSON.stringify(row.data),
      row.sendAt,
      row.requiresApproval ? 1 : 0,
    );
}

/** Holds once this very call has begun the campaign. */
export function begunWith({ organizationId, id }: Key, { batchId, startedAt }: Begun): Guard {
  return {
    sql: "exists (select 1 from campaigns where org_id = ? and id = ? and batch_id = ? and started_at = ?)",
    values: [organizationId, id, batchId, startedAt],
  };
}

/** What of a campaign may be changed while it is a draft. */
export type CampaignDraft = Pick<
  CampaignRow,
  | "name"
  | "segmentId"
  | "template"
  | "channel"
  | "category"
  | "topic"
  | "data"
  | "sendAt"
  | "requiresApproval"
>;

/** False where it is no draft any more, and then nothing is changed. */
export async function changeDraft(db: Database, key: Key, draft: CampaignDraft): Promise<boolean> {
  const changed = await db.orm
    .update(campaigns)
    .set(draft)
    .where(and(isThe(key), eq(campaigns.status, "draft")))
    .returning({ id: campaigns.id });
  return changed.length > 0;
}

/** False where it is no draft any more: what was sent stays to be looked at. */
export async function deleteDraft(db: Database, key: Key): Promise<boolean> {
  const deleted = await db.orm
    .delete(campaigns)
    .where(and(isThe(key), eq(campaigns.status, "draft")))
    .returning({ id: campaigns.id });
  return deleted.length > 0;
}

/** What a decision makes of a campaign that waits for it. */
export function releaseCampaignStatement(
  { d1 }: Database,
  { organizationId, id }: Key,
  to: Pick<CampaignRow, "status" | "dueAt" | "error" | "finishedAt">,
  guard: Guard,
): D1PreparedStatement {
  return d1
    .prepare(
      `update campaigns set status = ?, due_at = ?, error = ?, finished_at = ?
       where org_id = ? and id = ? and status = 'pending_approval' and ${guard.sql}`,
    )
    .bind(
      to.status,
      to.dueAt,
      to.error === null ? null : JSON.stringify(to.error),
      to.finishedAt,
      organizationId,
      id,
      ...guard.values,
    );
}

/** Ends a campaign before its last page; nothing where it has ended otherwise. */
export async function endCampaign(
  { d1 }: Database,
  { organizationId, id }: Key,
  {
    status,
    error,
    now,
  }: { readonly status: "canceled" | "blocked"; readonly error: JobError | null; readonly now: number },
): Promise<void> {
  await d1
    .prepare(
      `update campaigns set status = ?3, error = ?4, due_at = null, finished_at = ?5
       where org_id = ?1 and id = ?2 and status not in ('canceled', 'blocked')`,
    )
    .bind(organizationId, id, status, error === null ? null : JSON.stringify(error), now)
    .run();
}

/** What providers said became of a campaign's messages. */
export interface CampaignResults {
  readonly delivered: number;
  readonly bounced: number;
  readonly opened: number;
  readonly clicked: number;
  readonly unsubscribed: number;
  readonly complained: number;
}

/** As far as receipts came; it reads the batch's jobs. */
export async function campaignResults(
  { d1 }: Database,
  { organizationId, batchId }: CampaignRow,
): Promise<CampaignResults> {
  const row = await d1
    .prepare(
      `select count(*) filter (where receipts.status in ('delivered', 'read')) as delivered,
         count(*) filter (where receipts.status in ('bounced', 'undelivered', 'failed')) as bounced,
         count(opened_at) as opened, count(clicked_at) as clicked, count(unsubscribed_at) as unsubscribed,
         count(complained_at) as complained
       from jobs indexed by jobs_by_batch
       join receipts on receipts.org_id = jobs.org_id and receipts.provider = jobs.provider
         and receipts.external_id = jobs.external_id
       where jobs.batch_id = ?1 and jobs.org_id = ?2`,
    )
    .bind(batchId, organizationId)
    .first<CampaignResults>();
  return row ?? { delivered: 0, bounced: 0, opened: 0, clicked: 0, unsubscribed: 0, complained: 0 };
}

function isThe({ organizationId, id }: Key) {
  return and(eq(campaigns.organizationId, organizationId), eq(campaigns.id, id));
}
