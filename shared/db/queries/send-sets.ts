import { inArray, sql } from "drizzle-orm";
import type { Database } from "../client.ts";
import { jobs } from "../schema/jobs.ts";
import { sendSets } from "../schema/send-sets.ts";
import { CLAIMED_COLUMNS, type Claim, type ClaimedJob, claimed } from "./job-sending.ts";
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
export async function claimSet(db: Database, set: SendSetRow, claim: Claim): Promise<ClaimedJob[]> {
  const ids = JSON.stringify(set.jobIds);
  const free = sql`${jobs.id} in (select value from json_each(${ids})) and ${inArray(jobs.status, ["queued", "scheduled"])}`;
  const [, rows] = await db.orm.batch([
    db.orm.insert(sendSets).values(set).onConflictDoNothing(),
    db.orm
      .update(jobs)
      .set({ ...claimed(claim), sendSet: set.id })
      .where(sql`${free} and (select count(*) from ${jobs} where ${free}) = ${set.jobIds.length}`)
      .returning(CLAIMED_COLUMNS),
  ]);
  return rows;
}
