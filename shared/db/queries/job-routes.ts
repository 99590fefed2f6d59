import type { Id } from "../../ids.ts";
import type { LeftRoute, Route } from "../../model/job.ts";
import type { Database } from "../client.ts";
import { jsonLists } from "../json-rows.ts";
import type { JobApproval } from "../schema/jobs.ts";

/** A job that takes another way. */
export interface Rerouted {
  readonly id: Id<"job">;
  /** The last claim when the job was judged: one that was claimed since is left alone. */
  readonly claimedAt: number | null;
  readonly route: Route;
  /** The ways that remain. */
  readonly fallbacks: readonly Route[];
  /** Every way left so far. */
  readonly fallbackFrom: readonly LeftRoute[];
  /** For the way that it takes. */
  readonly approval: JobApproval | null;
  /** When to look for it again, should its message be lost; ms since the epoch. */
  readonly dueAt: number;
}

/** Statements that put waiting jobs on their next way; each returns the ids that it changed. One row a job. */
export function rerouteStatements({ d1 }: Database, jobs: readonly Rerouted[]): D1PreparedStatement[] {
  const rows = jobs.map(({ id, claimedAt, route, fallbacks, fallbackFrom, dueAt, approval }) => [
    id,
    claimedAt,
    route.provider,
    route.action,
    route.connectionId,
    route.channel,
    route.address,
    JSON.stringify(route.input),
    fallbacks.length === 0 ? null : JSON.stringify(fallbacks),
    JSON.stringify(fallbackFrom),
    dueAt,
    approval === null ? null : JSON.stringify(approval),
  ]);
  return jsonLists(rows).map((list) =>
    d1
      .prepare(
        `update jobs set provider = row.value->>2, action = row.value->>3, connection_id = row.value->>4,
           channel = row.value->>5, address = row.value->>6, input = row.value->>7, fallbacks = row.value->>8,
           fallback_from = row.value->>9, due_at = row.value->>10, approval = row.value->>11, waiting = null, status = 'queued'
         from json_each(?) as row
         where jobs.id = row.value->>0 and jobs.claimed_at is row.value->>1 and jobs.status in ('queued', 'scheduled')
         returning jobs.id as id`,
      )
      .bind(list),
  );
}
