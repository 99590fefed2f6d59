import type { Database } from "../db/client.ts";
import { moveReading } from "../db/queries/cursors.ts";
import { insertJobs, type JobRow, type NewJob } from "../db/queries/jobs.ts";
import { type Id, isId } from "../ids.ts";
import { recordStatements } from "../inbound/record-statements.ts";
import type { Retrieved } from "../providers/action.ts";
import { freshJob } from "./fresh-job.ts";

/** What an answer writes, in the transaction that settles its job, after it; and the job that goes on, to be queued then. */
export interface RetrievedWork {
  readonly statements: readonly D1PreparedStatement[];
  readonly next: NewJob | null;
}

/**
 * The records that a job's answer tells of, from where its list is read on, and the job that asks for the rest. A job
 * that no event asked for has its result and changes nothing else; it goes on where its input says so.
 * @param job as it was claimed
 * @param now ms since the epoch
 */
export function retrievedWork(job: JobRow, retrieved: Retrieved, db: Database, now: number): RetrievedWork {
  const { organizationId, provider, action, connectionId } = job;
  const eventId = askedBy(job);
  const { records, cursor, goesOn = eventId !== null && connectionId !== null } = retrieved;
  const next = retrieved.next === undefined || !goesOn ? null : nextJob(job, retrieved.next, now);
  if (eventId === null || connectionId === null) {
    return { statements: next === null ? [] : insertJobs(db, [next], settledBy(job)), next };
  }
  return {
    statements: [
      ...recordStatements(records, { organizationId, provider, eventId, now }, db),
      ...(cursor === undefined
        ? []
        : [
            moveReading(
              db,
              { organizationId, connectionId, action, subject: cursor.subject },
              { ...cursor, now },
            ),
          ]),
      ...(next === null ? [] : insertJobs(db, [next], settledBy(job))),
    ],
    next,
  };
}

/** The event whose content the job asks for. */
function askedBy({ metadata }: JobRow): Id<"event"> | null {
  const eventId = metadata?.eventId;
  return typeof eventId === "string" && isId("event", eventId) ? eventId : null;
}

function nextJob(job: JobRow, input: NonNullable<Retrieved["next"]>, now: number): NewJob {
  return { ...job, ...freshJob(now), maxAttempts: job.maxAttempts, input };
}

/** Holds for the sender whose claim stood: a job that was taken over meanwhile goes on by itself. */
function settledBy({ id, claimedAt }: JobRow) {
  return {
    sql: "exists (select 1 from jobs where id = ? and claimed_at = ? and status = 'succeeded')",
    values: [id, claimedAt],
  };
}
