import { getTableColumns, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { jobs } from "../schema/jobs.ts";
import type { JobRow } from "./jobs.ts";

/** What may take megabytes of a job's row. */
type Heavy = "input" | "fallbacks" | "result";

/** A job without that, for whoever looks at many: hundreds of large ones would not fit into an isolate. */
export type LightJob = Omit<JobRow, Heavy>;

const { input: _, fallbacks: __, result: ___, ...light } = getTableColumns(jobs);

export const LIGHT_COLUMNS = light;

export async function loadLightJobs(db: Database, ids: readonly Id<"job">[]): Promise<LightJob[]> {
  return await db.orm
    .select(LIGHT_COLUMNS)
    .from(jobs)
    .where(sql`${jobs.id} in (select value from json_each(${JSON.stringify(ids)}))`);
}
