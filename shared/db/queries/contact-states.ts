import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import type { SuppressionReason } from "../schema/suppressions.ts";
import type { JobRow } from "./jobs.ts";

/** What is known of a job's recipient on its channel, as the consent policy takes it. */
export interface ContactState {
  readonly suppression: { readonly reason: SuppressionReason; readonly since: number } | null;
  /** The newest record of the ledger for marketing. */
  readonly consent: { readonly status: "granted" | "withdrawn"; readonly since: number } | null;
}

interface Row {
  readonly id: Id<"job">;
  readonly reason: SuppressionReason | null;
  readonly suppressed_at: number | null;
  readonly consent: string | null;
}

/** The contact states of several jobs' recipients, read in one statement. */
export async function contactStates(
  { d1 }: Database,
  jobs: readonly Pick<JobRow, "id" | "organizationId" | "channel" | "address">[],
): Promise<ReadonlyMap<Id<"job">, ContactState>> {
  if (jobs.length === 0) {
    return new Map();
  }
  const { results } = await d1
    .prepare(
      `select wanted.value->>0 as id, suppressions.reason as reason, suppressions.created_at as suppressed_at,
         (select json_array(status, at) from consents
          where org_id = wanted.value->>1 and channel = wanted.value->>2 and address = wanted.value->>3
            and purpose = 'marketing'
          order by id desc limit 1) as consent
       from json_each(?) as wanted
       left join suppressions on suppressions.org_id = wanted.value->>1
         and suppressions.channel = wanted.value->>2 and suppressions.address = wanted.value->>3`,
    )
    .bind(JSON.stringify(jobs.map((job) => [job.id, job.organizationId, job.channel, job.address])))
    .all<Row>();
  return new Map(
    results.map(({ id, reason, suppressed_at: since, consent }) => {
      const record = consent === null ? null : (JSON.parse(consent) as ["granted" | "withdrawn", number]);
      return [
        id,
        {
          suppression: reason === null ? null : { reason, since: since ?? 0 },
          consent: record === null ? null : { status: record[0], since: record[1] },
        },
      ];
    }),
  );
}
