import { z } from "zod";

export const JOB_STATUSES = [
  "pending_approval",
  "scheduled",
  "queued",
  "sending",
  "succeeded",
  "failed",
  "blocked",
  "dead",
  "canceled",
  "uncertain",
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const prioritySchema = z.enum(["high", "normal", "low"]);
export type Priority = z.infer<typeof prioritySchema>;

/** The gates before a send, in the order in which they are asked. */
export const GATES = [
  "schedule",
  "suppression",
  "consent",
  "quiet_hours",
  "frequency",
  "connection",
  "breaker",
  "limit",
  "retry",
] as const;
export type Gate = (typeof GATES)[number];

/** Why a job waits, and until when it does at the latest before it is looked at again (RFC 3339). */
export interface Waiting {
  readonly gate: Gate;
  readonly reason: string;
  readonly until: string | null;
}

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** One try, as the single job shows it. */
export interface Attempt {
  /** RFC 3339 */
  readonly at: string;
  readonly outcome: string;
  readonly httpStatus: number | null;
  readonly durationMs: number;
  readonly reason: string | null;
}

export const DEFAULT_MAX_ATTEMPTS = 8;
export const MAX_SCHEDULE_DAYS = 366;
