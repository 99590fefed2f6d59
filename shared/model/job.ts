import { z } from "zod";
import type { Channel } from "./channel.ts";

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

/** Statuses of a job that may still act, or wait. */
export const UNDER_WAY: readonly JobStatus[] = ["pending_approval", "scheduled", "queued", "sending"];

export const prioritySchema = z.enum(["high", "normal", "low"]);
export type Priority = z.infer<typeof prioritySchema>;

/** The gates before a send, in the order in which they are asked. */
export const GATES = [
  "schedule",
  "suppression",
  "consent",
  "quiet_hours",
  "approval",
  "connection",
  "frequency",
  "breaker",
  "limit",
  "retry",
] as const;
export type Gate = (typeof GATES)[number];

/** What a job is shown to wait for: a gate, or its turn where none holds it. */
export const WAITED_FOR = [...GATES, "queue"] as const;

/** Why a job waits, and until when it does at the latest before it is looked at again (RFC 3339). */
export interface Waiting {
  readonly gate: Gate;
  readonly reason: string;
  readonly until: string | null;
}

export interface ShownWaiting extends Omit<Waiting, "gate"> {
  readonly gate: (typeof WAITED_FOR)[number];
}

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** Where a job's credential was found, in the order of precedence. */
export const CREDENTIAL_SOURCES = ["explicit", "agent", "organization", "platform"] as const;

/** Why a job has the credential that it has. */
export interface CredentialChoice {
  /** `explicit`: the request named it. */
  readonly source: (typeof CREDENTIAL_SOURCES)[number];
  /** Whose settings are laid over the connection's; only where the agent's connection was taken. */
  readonly agentId: string | null;
}

type ConnectionId = `conn_${string}`;

/** One way to send a job. */
export interface Route {
  readonly provider: string;
  readonly action: string;
  /** null: the platform's default credential. */
  readonly connectionId: ConnectionId | null;
  readonly channel: Channel;
  /** The address as that channel's suppressions and consents name it. */
  readonly address: string;
  readonly input: unknown;
}

/** A way that was left for another one, and why. */
export interface LeftRoute extends Pick<Route, "provider" | "connectionId"> {
  readonly channel: Channel | null;
  readonly reason: string;
  /** RFC 3339 */
  readonly at: string;
}

/** One try, as the single job shows it. */
export interface Attempt {
  /** Absent in rows of earlier versions: the job's own. */
  readonly provider?: string;
  readonly connectionId?: ConnectionId | null;
  /** RFC 3339 */
  readonly at: string;
  /** The outcome's kind; `interrupted` where the sender died; `redriven` where a person had a doubt sent again; `confirmed` where a receipt (the event in `reason`) ended a doubt. */
  readonly outcome: string;
  readonly httpStatus: number | null;
  readonly durationMs: number;
  readonly reason: string | null;
}

export const DEFAULT_MAX_ATTEMPTS = 8;
export const MAX_SCHEDULE_DAYS = 366;
