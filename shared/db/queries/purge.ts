import { type Id, newId } from "../../ids.ts";
import type { Database } from "../client.ts";

/** Deletes up to `limit` events received before `before` (ms since the epoch) with their shared bodies and rejections. */
export async function purgeEventsBefore(
  { d1 }: Database,
  organizationId: Id<"organization">,
  { before, limit }: { readonly before: number; readonly limit: number },
): Promise<{ count: number; r2Keys: string[] }> {
  const [deleted] = await d1.batch<{ body_ref: string | null }>([
    d1
      .prepare(
        `delete from events where org_id = ?1
           and id in (select id from events where org_id = ?1 and id < ?2 order by id limit ?3)
         returning body_ref`,
      )
      .bind(organizationId, newId("event", before), limit),
    d1
      .prepare(
        `delete from bodies where org_id = ?1
           and id in (select id from bodies where org_id = ?1 and id < ?2 order by id limit ?3)
           and not exists (select 1 from events where org_id = ?1 and id < ?2)`,
      )
      .bind(organizationId, newId("event", before), limit),
    d1
      .prepare(
        `delete from rejections where org_id = ?1
           and id in (select id from rejections where org_id = ?1 and id < ?2 order by id limit ?3)`,
      )
      .bind(organizationId, newId("rejection", before), limit),
  ]);
  const refs = (deleted?.results ?? []).map((row) => row.body_ref);
  return {
    count: refs.length,
    r2Keys: [...new Set(refs.filter((ref) => ref?.startsWith("r2:")).map((ref) => ref?.slice(3) ?? ""))],
  };
}

/** Forgets answers whose 24 hours are over. */
export async function purgeIdempotencyKeys({ d1 }: Database, now: number): Promise<number> {
  const { meta } = await d1.prepare("delete from idempotency_keys where expires_at <= ?").bind(now).run();
  return meta.changes;
}

/** Deletes what is left of an organization beside its events; returns the rows deleted. */
export async function purgeOrganizationRows(
  { d1 }: Database,
  organizationId: Id<"organization">,
): Promise<number> {
  const results = await d1.batch([
    d1
      .prepare(
        "delete from rejection_counters where endpoint_id in (select id from endpoints where org_id = ?)",
      )
      .bind(organizationId),
    ...["endpoints", "keys", "bodies", "rejections", "receipts", "invoices"].map((table) =>
      d1.prepare(`delete from ${table} where org_id = ?`).bind(organizationId),
    ),
    d1.prepare("delete from idempotency_keys where principal = ?").bind(organizationId),
  ]);
  return results.reduce((sum, { meta }) => sum + meta.changes, 0);
}
