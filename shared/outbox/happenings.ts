import type { JobRow } from "../db/queries/jobs.ts";
import type { Happening } from "../destinations/happenings.ts";
import type { Transition } from "../flow/breaker-state.ts";
import { type Id, newId } from "../ids.ts";

const TYPE_BY_STATUS = {
  succeeded: "causeway.job.succeeded",
  failed: "causeway.job.failed",
  dead: "causeway.job.dead",
  uncertain: "causeway.job.uncertain",
} as const;

type ToldStatus = keyof typeof TYPE_BY_STATUS;

function isTold(status: string): status is ToldStatus {
  return Object.hasOwn(TYPE_BY_STATUS, status);
}

/** What is new of a job. */
export interface EndedJob {
  readonly status: JobRow["status"];
  readonly attempts: number;
  readonly error: JobRow["error"];
  readonly externalId?: string | null;
}

/** What is told of a job whatever became of it. */
type ToldJob = Pick<JobRow, "id" | "organizationId" | "provider" | "action" | "channel" | "metadata">;

/** What became of a job for good, or that nobody knows; nothing while it is under way. */
export function jobHappenings(job: ToldJob, ended: EndedJob, now: number): Happening[] {
  const { status, attempts, error, externalId = null } = ended;
  if (!isTold(status)) {
    return [];
  }
  const { id: jobId, organizationId, provider, action, channel, metadata } = job;
  return [
    {
      organizationId,
      id: newId("event", now),
      type: TYPE_BY_STATUS[status],
      subject: jobId,
      data: { jobId, provider, action, channel, attempts, externalId, error, metadata },
      at: now,
    },
  ];
}

/** A connection's jobs wait until somebody connects it again. */
export function reauthHappening(
  { organizationId, provider }: JobRow,
  connectionId: Id<"connection">,
  error: { readonly code: string; readonly message: string },
  now: number,
): Happening {
  return {
    organizationId,
    id: newId("event", now),
    type: "causeway.connection.needs_reauth",
    subject: connectionId,
    data: { connectionId, provider, error },
    at: now,
  };
}

/** Breakers that opened or closed, for every organization whose jobs showed it. */
export function breakerHappenings(
  transitions: readonly Transition[],
  {
    provider,
    scope,
    organizationIds,
  }: {
    readonly provider: string;
    readonly scope: "account" | "provider";
    readonly organizationIds: readonly Id<"organization">[];
  },
): Happening[] {
  return transitions
    .filter(({ from, to }) => (to === "open" && from !== "half_open") || to === "closed")
    .flatMap(({ to, reason, at }) =>
      [...new Set(organizationIds)].map((organizationId) => ({
        organizationId,
        id: newId("event", at),
        type: to === "open" ? ("causeway.breaker.opened" as const) : ("causeway.breaker.closed" as const),
        subject: provider,
        data: { provider, scope, reason },
        at,
      })),
    );
}
