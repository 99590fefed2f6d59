import { toRfc3339 } from "../../shared/clock.ts";
import { type Evidence, endedBy, openJobs, proveStatement } from "../../shared/db/queries/job-evidence.ts";
import type { LightJob } from "../../shared/db/queries/light-jobs.ts";
import type { Happening } from "../../shared/destinations/happenings.ts";
import { type Id, isId } from "../../shared/ids.ts";
import type { Effect, MessageStatusEffect } from "../../shared/model/effect.ts";
import { jobHappenings } from "../../shared/outbox/happenings.ts";
import type { Context } from "../context.ts";
import type { Handled } from "./handled.ts";

/** Jobs whose outcome receipts may tell, by id. */
export type OpenJobs = ReadonlyMap<Id<"job">, LightJob>;

/** What a receipt proves, to be done in the transaction of its event. */
interface Proof {
  readonly statements: readonly D1PreparedStatement[];
  readonly happenings: readonly Happening[];
}

type Referring = Pick<MessageStatusEffect, "externalId"> & { readonly jobId: Id<"job"> };

function referring(effects: readonly Effect[]): Referring[] {
  return effects.flatMap((effect) =>
    effect.kind === "message.status" && effect.reference !== undefined && isId("job", effect.reference)
      ? [{ externalId: effect.externalId, jobId: effect.reference }]
      : [],
  );
}

/** The open jobs that effects of any events name: one query, and none where no provider sends our reference back. */
export async function jobsNamed(effects: readonly Effect[], { db }: Context): Promise<OpenJobs> {
  const ids = new Set(referring(effects).map(({ jobId }) => jobId));
  return new Map((await openJobs(db, [...ids])).map((job) => [job.id, job]));
}

/**
 * A receipt under a signature that held, and with a job's id in it, proves that the job's message was taken: a doubt ends
 * in success, whatever becomes of the message, which its receipts tell. Only of a job of the endpoint's own organization
 * that went over the same provider.
 */
export function proofOf(
  { organizationId, provider, eventId, occurredAt }: Handled,
  effects: readonly Effect[],
  { jobs, context }: { readonly jobs: OpenJobs; readonly context: Context },
): Proof {
  const now = context.clock();
  const proven = referring(effects).flatMap(({ jobId, externalId }) => {
    const job = jobs.get(jobId);
    if (job === undefined || job.organizationId !== organizationId || job.provider !== provider) {
      return [];
    }
    const evidence: Evidence = {
      id: job.id,
      externalId,
      now,
      attempt: {
        provider,
        connectionId: job.connectionId,
        at: toRfc3339(occurredAt),
        outcome: "confirmed",
        httpStatus: null,
        durationMs: 0,
        reason: eventId,
      },
    };
    return [{ job, evidence }];
  });
  return {
    statements: proven.map(({ evidence }) => proveStatement(context.db, evidence)),
    happenings: proven.flatMap(({ job, evidence }) => {
      const { externalId } = evidence;
      const ended = { status: "succeeded", attempts: job.attempts, error: null, externalId } as const;
      return jobHappenings(job, ended, now).map((happening) => ({
        ...happening,
        // several receipts of one body prove the same
        once: `proven ${job.id}`,
        // what the job was when it was read it may be no more
        guard: endedBy(evidence),
      }));
    }),
  };
}
