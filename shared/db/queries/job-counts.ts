import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";

export interface WaitingCount {
  readonly provider: string;
  /** null: the platform's default. */
  readonly connectionId: Id<"connection"> | null;
  readonly count: number;
}

/**
 * How many of an organization's jobs wait, by credential. A job that waits is parked, or too young for the sweep to
 * have passed it: so neither the ended jobs nor those of long ago are read.
 */
export async function waitingCounts(
  { d1 }: Database,
  organizationId: Id<"organization">,
): Promise<WaitingCount[]> {
  const { results } = await d1
    .prepare(
      `select provider, connection_id as connectionId, count(*) as count from (
         select provider, connection_id from jobs indexed by jobs_due
         where due_at is not null and org_id = ?1 and status in ('queued', 'scheduled')
         union all
         select provider, connection_id from jobs indexed by jobs_by_organization
         where org_id = ?1 and id > coalesce((select value from marks where name = 'jobs.low_water'), '')
           and due_at is null and status in ('queued', 'scheduled')
       ) group by provider, connection_id`,
    )
    .bind(organizationId)
    .all<WaitingCount>();
  return results;
}
