import { and, asc, gt, inArray, isNull, lte, sql } from "drizzle-orm";
import type { Id } from "../../ids.ts";
import type { Database } from "../client.ts";
import { jobs } from "../schema/jobs.ts";
import { marks } from "../schema/marks.ts";
import { LIGHT_COLUMNS, type LightJob } from "./light-jobs.ts";

const LOW_WATER_MARK = "jobs.low_water";

/** Parked jobs that are due by `until`, and claimed ones whose sender's time is over, oldest first. */
export async function dueJobs(
  db: Database,
  { until, limit }: { readonly until: number; readonly limit: number },
): Promise<LightJob[]> {
  return await db.orm
    .select(LIGHT_COLUMNS)
    .from(jobs)
    .where(and(lte(jobs.dueAt, until), inArray(jobs.status, ["queued", "scheduled", "sending"])))
    .orderBy(asc(jobs.dueAt))
    .limit(limit);
}

/**
 * Jobs above the low-water mark, made before `before`, that neither ended nor are parked: never queued, their message
 * lost, or their sender gone. The primary key sorts by creation, so this reads the jobs of the last minutes only.
 */
export async function straggling(
  db: Database,
  { mark, before, limit }: { readonly mark: string; readonly before: Id<"job">; readonly limit: number },
): Promise<LightJob[]> {
  return await db.orm
    .select(LIGHT_COLUMNS)
    .from(jobs)
    .where(
      and(
        gt(jobs.id, mark as Id<"job">),
        lte(jobs.id, before),
        isNull(jobs.dueAt),
        inArray(jobs.status, ["queued", "scheduled", "sending"]),
      ),
    )
    .orderBy(asc(jobs.id))
    .limit(limit);
}

/** The id up to which every job has ended or is parked; the empty text before the first sweep. */
export async function lowWaterMark(db: Database): Promise<string> {
  const rows = await db.orm.select().from(marks).where(sql`${marks.name} = ${LOW_WATER_MARK}`).limit(1);
  return rows[0]?.value ?? "";
}

export async function raiseLowWaterMark({ d1 }: Database, value: string): Promise<void> {
  await d1
    .prepare(
      `insert into marks (name, value) values (?1, ?2)
       on conflict (name) do update set value = excluded.value where excluded.value > marks.value`,
    )
    .bind(LOW_WATER_MARK, value)
    .run();
}

/** Sets when parked jobs are looked at again. */
export async function postponeJobs(
  { d1 }: Database,
  ids: readonly Id<"job">[],
  dueAt: number,
): Promise<void> {
  if (ids.length > 0) {
    await d1
      .prepare(
        `update jobs set due_at = ?2
         where id in (select value from json_each(?1)) and status in ('queued', 'scheduled', 'sending')`,
      )
      .bind(JSON.stringify(ids), dueAt)
      .run();
  }
}
