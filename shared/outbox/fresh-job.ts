import type { NewJob } from "../db/queries/jobs.ts";
import { newId } from "../ids.ts";
import { DEFAULT_MAX_ATTEMPTS } from "../model/job.ts";

type Fresh =
  | "id"
  | "status"
  | "maxAttempts"
  | "sendAt"
  | "dueAt"
  | "waiting"
  | "error"
  | "createdAt"
  | "finishedAt";

/** What a job that goes out as soon as it can begins with. `now` in ms since the epoch */
export function freshJob(now: number): Pick<NewJob, Fresh> {
  return {
    id: newId("job", now),
    status: "queued",
    maxAttempts: DEFAULT_MAX_ATTEMPTS,
    sendAt: null,
    dueAt: null,
    waiting: null,
    error: null,
    createdAt: now,
    finishedAt: null,
  };
}

/** Of one that makes a call and is a message to nobody: no suppression stops it. */
export function freshCall(now: number): Pick<NewJob, Fresh | "channel" | "address" | "category"> {
  return { ...freshJob(now), channel: null, address: null, category: null };
}
