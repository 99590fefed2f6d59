import {
  type ClaimedJob,
  claimJobs,
  loadWaitingJobs,
  releaseJobs,
} from "../../shared/db/queries/job-sending.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import { claimSet } from "../../shared/db/queries/send-sets.ts";
import type { Id } from "../../shared/ids.ts";
import { enqueue } from "../../shared/outbox/submit.ts";
import type { QueuedJob } from "../../shared/queue/job-queue.ts";
import { jobMessageSchema } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";
import { admit } from "./admission.ts";
import { Connections } from "./connections.ts";
import { defer } from "./defer.ts";
import { fallBack } from "./fall-back.ts";
import { decide, type ReadyJob } from "./gates.ts";
import { sendGroup } from "./send-group.ts";
import { bundle, loadWaiting, membersOf } from "./sets.ts";

/** What jobs may take that are looked at together: each is held as its row was loaded and as its request. */
const MAX_LOADED_BYTES = 8_000_000;
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

/** As many at a time as memory has room for: some hundred jobs, or a few with large attachments. */
async function work(ids: readonly Id<"job">[], context: Context): Promise<void> {
  for (let rest = ids; rest.length > 0; ) {
    const loaded = await loadWaitingJobs(context.db, rest, MAX_LOADED_BYTES);
    await workOn(loaded, context);
    const last = loaded
      .map(({ id }) => id)
      .toSorted()
      .at(-1);
    rest = rest.filter((id) => last !== undefined && id > last);
  }
}

async function workOn(loaded: readonly JobRow[], context: Context): Promise<void> {
  const { jobs, doubtful } = await loadWaiting(loaded, context);
  const { ready, waiting } = await bundle(await decide(jobs, context), doubtful, context);
  const { groups, deferred } = await admit(ready, context);
  const leaders = new Map(ready.map((one) => [one.job.id, one]));
  const held = deferred.flatMap((wait) => {
    const leader = leaders.get(wait.job.id);
    return leader === undefined ? [wait] : membersOf(leader).map(({ job }) => ({ ...wait, job }));
  });
  // whoever only came along with another of its set has a message of its own
  const named = new Set(loaded.map(({ id }) => id));
  const own = [...waiting, ...held].filter(({ job }) => named.has(job.id));
  await defer(await fallBack(own, context), context);
  const claimed = await claim(
    groups.flatMap((group) => group.inTime),
    context,
  );
  const sending = { connections: new Connections(), refusals: new Map() };
  // what goes wrong with one account must not end the invocation while others are sent to
  const ends = await Promise.allSettled(groups.map((group) => sendGroup(group, claimed, sending, context)));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) {
    throw failed.reason;
  }
}

/** Its set is no unit: whoever of it can be had is sent. */
function isIndependent({ action }: ReadyJob): boolean {
  return action.batch?.independent !== undefined;
}

/** Claims jobs, and sets as a whole; a set that another consumer took a part of is looked at again. */
async function claim(
  permitted: readonly ReadyJob[],
  context: Context,
): Promise<ReadonlyMap<Id<"job">, ClaimedJob>> {
  const now = context.clock();
  const terms = {
    now,
    leaseMs: context.settings.JOB_LEASE_SECONDS * 1_000,
    agedBefore: now - context.settings.JOB_SWEEP_SECONDS * 1_000 + MARGIN_MS,
  };
  const apart = permitted.filter((one) => one.set === undefined || isIndependent(one));
  const single = apart.flatMap(membersOf).map(({ job }) => job.id);
  const rows = single.length === 0 ? [] : await claimJobs(context.db, single, terms);
  for (const one of permitted) {
    const { job, set } = one;
    if (set !== undefined && !isIndependent(one)) {
      const { organizationId } = job;
      const jobIds = set.members.map((member) => member.job.id);
      const taken = await claimSet(context.db, { organizationId, id: set.id, jobIds }, terms);
      rows.push(...taken);
      await enqueue(context, taken.length > 0 ? [] : set.members.map((member) => again(member.job)));
    }
  }
  const claimed = new Map(rows.map((job) => [job.id, job]));
  const moved = permitted.map(membersOf).filter((jobs) => jobs.some((one) => isMoved(one, claimed)));
  if (moved.length > 0) {
    const unsent = moved.flat().filter(({ job }) => claimed.has(job.id));
    await releaseJobs(
      context.db,
      unsent.flatMap(({ job }) => claimed.get(job.id) ?? []),
    );
    await enqueue(
      context,
      unsent.map(({ job }) => again(job)),
    );
    for (const { job } of unsent) {
      claimed.delete(job.id);
    }
  }
  return claimed;
}

/** Another consumer put it on another way since it was judged: what was claimed is another message. */
function isMoved({ job }: ReadyJob, claimed: ReadonlyMap<Id<"job">, ClaimedJob>): boolean {
  const row = claimed.get(job.id);
  return row !== undefined && row.fallbackFrom?.length !== job.fallbackFrom?.length;
}

function again({ id, priority }: JobRow): QueuedJob {
  return { id, priority, delaySeconds: 1 };
}

/** The sweep may run this much later than a claim and must still see the job above its mark, or parked. */
const MARGIN_MS = 15_000;
