import { and, desc, eq } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { ReviewStatus } from "../../model/opt-out-review.ts";
import type { Database } from "../client.ts";
import { isBefore } from "../conditions.ts";
import { optOutReviews } from "../schema/opt-out-reviews.ts";
import type { ContactPoint } from "./contact-states.ts";

export type OptOutReviewRow = typeof optOutReviews.$inferSelect;
/** Who decided what the person's own plain word answered. */
export const BY_OWNER = "subject";
type Key = Pick<OptOutReviewRow, "organizationId" | "id">;

/** As part of a transaction: asks for somebody to look, once while an address waits for it; the same words again ask nothing. */
export function askReviewStatement(
  { d1 }: Database,
  {
    organizationId,
    id,
    channel,
    address,
    text,
    at,
  }: Omit<OptOutReviewRow, "status" | "decidedAt" | "decidedBy">,
): D1PreparedStatement {
  return d1
    .prepare(
      `insert into opt_out_reviews (org_id, id, channel, address, text, status, at)
       values (?, ?, ?, ?, ?, 'pending', ?) on conflict do nothing`,
    )
    .bind(organizationId, id, channel, address, text, at);
}

/** As part of a transaction: a person's plain word answers what their earlier words left open. @param at ms since the epoch */
export function answerReviewStatement(
  { d1 }: Database,
  { organizationId, channel, address }: ContactPoint,
  { status, at }: { readonly status: Exclude<ReviewStatus, "pending">; readonly at: number },
): D1PreparedStatement {
  return d1
    .prepare(
      `update opt_out_reviews set status = ?4, decided_at = ?5, decided_by = '${BY_OWNER}'
       where org_id = ?1 and channel = ?2 and address = ?3 and status = 'pending' and at <= ?5`,
    )
    .bind(organizationId, channel, address, status, at);
}

/** As part of a transaction: somebody decides. An opt-out stands, also against a dismissal that came before it. */
export function decideReviewStatement(
  { d1 }: Database,
  { organizationId, id }: Key,
  {
    status,
    by,
    now,
  }: { readonly status: Exclude<ReviewStatus, "pending">; readonly by: string; readonly now: number },
): D1PreparedStatement {
  return d1
    .prepare(
      `update opt_out_reviews set status = ?3, decided_at = ?4, decided_by = ?5
       where org_id = ?1 and id = ?2 and (status = 'pending' or (status = 'dismissed' and ?3 = 'opted_out'))`,
    )
    .bind(organizationId, id, status, now, by);
}

export async function findReview(db: Database, { organizationId, id }: Key): Promise<OptOutReviewRow | null> {
  const [row] = await db.orm
    .select()
    .from(optOutReviews)
    .where(and(eq(optOutReviews.organizationId, organizationId), eq(optOutReviews.id, id)))
    .limit(1);
  return row ?? null;
}

/** Newest first; `before` is the last id of the page before. */
export async function listReviews(
  db: Database,
  organizationId: Id<"organization">,
  { status }: { readonly status?: ReviewStatus | undefined },
  page: { readonly limit: number; readonly before: string | null },
): Promise<OptOutReviewRow[]> {
  return await db.orm
    .select()
    .from(optOutReviews)
    .where(
      and(
        eq(optOutReviews.organizationId, organizationId),
        status === undefined ? undefined : eq(optOutReviews.status, status),
        isBefore(optOutReviews.id, page.before),
      ),
    )
    .orderBy(desc(optOutReviews.id))
    .limit(page.limit);
}
