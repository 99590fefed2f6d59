import { inArray, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { jobs } from "../schema/jobs.ts";
import { sendSets } from "../schema/send-sets.ts";
import { type Claim, claimed } from "./job-sending.ts";
import type { JobRow } from "./jobs.ts";

export type SendSetRow = typeof sendSets.$inferSelect;

/** The sets that jobs of any organizations name. */
export async function findSendSets(
  db: Database,
  named: readonly Pick<JobRow, "organizationId" | "sendSet">[],
): Promise<SendSetRow[]> {
  const keys = named.map(({ organizationId, sendSet }) => [organizationId, sendSet]);
  return keys.length === 0
    ? []
    : await db.orm
        .select()
        .from(sendSets)
        .where(
          sql`(${sendSets.organizationId}, ${sendSets.id}) in (select value->>0, value->>1 from json_each(${JSON.stringify(keys)}))`,
        );
}

/**
 * Claims all jobs of a set or none of them: a part of a set would be another request under its key. Writes down who
 * belongs to it, in the same transaction: one row, and one a job.
 */
export async function claimSet(db: Database, set: SendSetRow, claim: Claim): Promise<JobRow[]> {
  const ids = JSON.stringify(set.jobIds);
  const free = sql`${jobs.id} in (select value from json_each(${ids})) and ${inArray(jobs.status, ["queued", "scheduled"])}`;
  const [, rows] = await db.orm.batch([
    db.orm.insert(sendSets).values(set).onConflictDoNothing(),
    db.orm
      .update(jobs)
      .set({ ...claimed(claim), sendSet: set.id })
      .where(sql`${free} and (select count(*) from ${jobs} where ${free}) = ${set.jobIds.length}`)
      .returning(),
  ]);
  return rows;
}

/**
 * The statement that leaves waiting jobs in doubt whose set cannot be sent again as it was. Those that a receipt named
 * have succeeded: their set was taken.
 */
export function tearStatement(
  { d1 }: Database,
  ids: readonly Id<"job">[],
  { error, now }: { readonly error: NonNullable<JobRow["error"]>; readonly now: number },
): D1PreparedStatement {
  return d1
    .prepare(
      `update jobs set status = case when external_id is null then 'uncertain' else 'succeeded' end,
         error = case when external_id is null then ?2 end, due_at = null, waiting = null,
         finished_at = case when external_id is null then null else ?3 end
       where id in (select value from json_each(?1)) and status in ('queued', 'scheduled')`,
    )
    .bind(JSON.stringify(ids), JSON.stringify(error), now);
}
