import { claimJobs, loadJobs } from "../../shared/db/queries/job-sending.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import type { Id } from "../../shared/ids.ts";
import { jobMessageSchema } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";
import { admit } from "./admission.ts";
import { defer } from "./defer.ts";
import { fallBack } from "./fall-back.ts";
import { decide } from "./gates.ts";
import { sendGroup } from "./send-group.ts";

/** Seconds after which a batch that failed as a whole comes back. */
const RETRY_SECONDS = 15;

/**
 * Consumer of the job queues: gates → permits → claim → send → settle. A message is only a hint that a job may be
 * due: its row decides, so a message that comes twice, late or never changes nothing.
 */
export async function consumeJobs(batch: MessageBatch<unknown>, context: Context): Promise<void> {
  const ids = new Set<Id<"job">>();
  for (const message of batch.messages) {
    const parsed = jobMessageSchema.safeParse(message.body);
    if (parsed.success) {
      ids.add(parsed.data.id);
    } else {
      context.log.error("outbox.message_unknown", { queue: batch.queue, attempts: message.attempts });
      message.retry({ delaySeconds: RETRY_SECONDS });
    }
  }
  try {
    await work([...ids], context);
  } catch (cause) {
    // what was claimed by then is taken up by the sweep when its lease is over
    context.log.error("outbox.batch_failed", { queue: batch.queue, count: ids.size }, cause);
    batch.retryAll({ delaySeconds: RETRY_SECONDS });
  }
}

async function work(ids: readonly Id<"job">[], context: Context): Promise<void> {
  const jobs = (await loadJobs(context.db, ids)).filter(
    ({ status }) => status === "queued" || status === "scheduled",
  );
  const { ready, waiting } = await decide(jobs, context);
  const { groups, deferred } = await admit(ready, context);
  await defer(await fallBack([...waiting, ...deferred], context), context);
  const permitted = groups.flatMap((group) => group.jobs.map(({ job }) => job.id));
  const claimed = new Map((await claim(permitted, context)).map((job) => [job.id, job]));
  await Promise.all(groups.map((group) => sendGroup(group, claimed, context)));
}

async function claim(ids: readonly Id<"job">[], context: Context): Promise<JobRow[]> {
  if (ids.length === 0) {
    return [];
  }
  const now = context.clock();
  return await claimJobs(context.db, ids, {
    now,
    leaseMs: context.settings.JOB_LEASE_SECONDS * 1_000,
    agedBefore: now - context.settings.JOB_SWEEP_SECONDS * 1_000 + MARGIN_MS,
  });
}

/** The sweep may run this much later than a claim and must still see the job above its mark, or parked. */
const MARGIN_MS = 15_000;
