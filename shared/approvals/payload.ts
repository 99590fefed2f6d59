import { sha256Hex } from "../crypto/sha256.ts";
import type { JobRow } from "../db/queries/jobs.ts";
import type { JobApproval } from "../db/schema/jobs.ts";
import type { Id } from "../ids.ts";
import type { Route } from "../model/job.ts";

type Payload = Pick<
  JobRow,
  "provider" | "action" | "connectionId" | "channel" | "address" | "category" | "input"
> & { readonly fallbacks?: readonly Route[] | null | undefined };

/** SHA-256 in hex of all that decides what is sent, to whom and from which account, by whatever way. */
export async function payloadHash(job: Payload): Promise<string> {
  const { provider, action, connectionId, channel, address, category, input, fallbacks } = job;
  const ways = fallbacks == null || fallbacks.length === 0 ? [] : [fallbacks];
  const text = JSON.stringify([provider, action, connectionId, channel, address, category, input, ...ways]);
  return await sha256Hex(text);
}

/** Of jobs that need an approval those that have none for what they would send now. */
export async function unapproved(jobs: readonly JobRow[]): Promise<ReadonlySet<Id<"job">>> {
  const checked = await Promise.all(
    jobs
      .filter(({ approval }) => approval !== null)
      .map(async (job) => ({ id: job.id, ok: job.approval?.hash === (await payloadHash(job)) })),
  );
  return new Set(checked.filter(({ ok }) => !ok).map(({ id }) => id));
}

/**
 * The approval of a job that takes a way which was part of what was approved; null where it needs none.
 * @param next the job as it would be on that way
 */
export async function approvalOf(job: JobRow, next: Payload): Promise<JobApproval | null> {
  return job.approval === null || job.approval.hash !== (await payloadHash(job))
    ? job.approval
    : { ...job.approval, hash: await payloadHash(next) };
}
