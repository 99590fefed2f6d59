import type { Database } from "../client.ts";

/** A minute trigger that fires a little early still finds its job due. */
const TOLERANCE_MS = 5_000;

/** Takes a job's lock and notes the start; false when another run holds it or it started less than `everyMs` ago. */
export async function startRun(
  { d1 }: Database,
  start: { readonly name: string; readonly now: number; readonly lockMs: number; readonly everyMs: number },
): Promise<boolean> {
  const { meta } = await d1
    .prepare(
      `insert into schedules (name, locked_until, last_started_at) values (?1, ?2, ?3)
       on conflict (name) do update set locked_until = excluded.locked_until, last_started_at = excluded.last_started_at
       where schedules.locked_until <= ?3 and schedules.last_started_at <= ?4`,
    )
    .bind(start.name, start.now + start.lockMs, start.now, start.now - start.everyMs + TOLERANCE_MS)
    .run();
  return meta.changes > 0;
}

/** Notes how a run ended and frees the lock, unless it lapsed and a later run holds it. */
export async function finishRun(
  { d1 }: Database,
  end: {
    readonly name: string;
    /** As given to `startRun`. */
    readonly startedAt: number;
    readonly now: number;
    readonly outcome: "ok" | "failed";
    readonly count: number;
  },
): Promise<void> {
  await d1
    .prepare(
      `update schedules set locked_until = 0, last_finished_at = ?, last_outcome = ?, last_count = ?
       where name = ? and last_started_at = ?`,
    )
    .bind(end.now, end.outcome, end.count, end.name, end.startedAt)
    .run();
}
