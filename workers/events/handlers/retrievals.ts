import type { Database } from "../../../shared/db/client.ts";
import { beginReading } from "../../../shared/db/queries/cursors.ts";
import { insertJobs } from "../../../shared/db/queries/jobs.ts";
import type { Handled } from "../handled.ts";

/** The job that asks, of which events of the same few seconds have one, and from where it reads. */
export function retrievalStatements({ retrieval }: Handled, db: Database): D1PreparedStatement[] {
  if (retrieval === null) {
    return [];
  }
  const { job, begins } = retrieval;
  return [
    ...insertJobs(db, [job], ALWAYS),
    ...(begins === null
      ? []
      : [beginReading(db, begins.list, { position: begins.position, now: job.createdAt })]),
  ];
}

/** What is stored already stays as it is. */
const ALWAYS = { sql: "true", values: [] };
