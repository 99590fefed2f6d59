import { loadJobs } from "../../shared/db/queries/job-sending.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import { findSendSets, type SendSetRow } from "../../shared/db/queries/send-sets.ts";
import { type Id, newId } from "../../shared/ids.ts";
import { keyUsedAt } from "../../shared/policy/doubt.ts";
import { isBetweenTries } from "../../shared/policy/waiting.ts";
import type { Context } from "../context.ts";
import { companyOf, loads, mayTravel } from "./company.ts";
import type { ReadyJob, WaitingJob } from "./gates.ts";
import { endCanceled } from "./late-cancels.ts";
import { leaveInDoubt } from "./leave-in-doubt.ts";

/**
 * Jobs that travel in one request, where the provider takes many at once. The request's key is the set's id, so after a
 * doubt the very same set is sent again, or its jobs stay in doubt; but independent ones go by themselves then, and
 * nothing is written down of their set.
 */

const TORN = {
  code: "batch_incomplete",
  message:
    "It was sent with others in one request whose outcome is unknown, and not all of them can be sent again.",
  retryable: false,
};

/** A set in doubt, with all of its jobs whatever their state. */
interface DoubtfulSet {
  readonly set: SendSetRow;
  readonly jobs: readonly JobRow[];
}

const isWaiting = ({ status }: JobRow) => status === "queued" || status === "scheduled";
const isDoubtful = (job: JobRow) => job.sendSet !== null && keyUsedAt(job.attemptLog, job) !== null;

/** The waiting ones of a batch's jobs, and those that must be sent with them. */
export async function loadWaiting(
  loaded: readonly JobRow[],
  context: Context,
): Promise<{ readonly jobs: readonly JobRow[]; readonly doubtful: DoubtfulSet[] }> {
  const now = context.clock();
  // a message that came too soon is one too many: the job has another, and its row
  const named = await endCanceled(
    loaded.filter((job) => !isBetweenTries(job, now)),
    context,
  );
  const sets = await findSendSets(context.db, named.filter(isDoubtful));
  if (sets.length === 0) {
    return { jobs: named, doubtful: [] };
  }
  const jobIds = sets.flatMap((set) => set.jobIds);
  const members = await endCanceled(await loadJobs(context.db, jobIds), context);
  const byId = new Map(members.map((job) => [job.id, job]));
  const others = named.filter(({ id }) => !byId.has(id));
  return {
    jobs: [...others, ...members.filter(isWaiting)],
    doubtful: sets.map((set) => ({ set, jobs: set.jobIds.flatMap((id) => byId.get(id) ?? []) })),
  };
}

interface Judged {
  readonly ready: readonly ReadyJob[];
  readonly waiting: readonly WaitingJob[];
}

/** Puts ready jobs into sets: those in doubt as they were, new ones by their bulk call. A set stands in for its jobs. */
export async function bundle(
  { ready, waiting }: Judged,
  doubtful: readonly DoubtfulSet[],
  context: Context,
): Promise<Judged> {
  const bound = new Set(doubtful.flatMap(({ set }) => set.jobIds));
  const byId = new Map(ready.map((one) => [one.job.id, one]));
  const held = new Map(waiting.map((one) => [one.job.id, one]));
  const again: ReadyJob[] = [];
  const wait: WaitingJob[] = waiting.filter(({ job }) => !bound.has(job.id));
  const torn: JobRow[] = [];
  for (const { set, jobs } of doubtful) {
    const members = set.jobIds.flatMap((id) => byId.get(id) ?? []);
    const holding = set.jobIds.flatMap((id) => held.get(id) ?? []);
    const [first] = holding;
    if (members.length === set.jobIds.length) {
      again.push(...asSet(set.id, members));
    } else if (jobs.some(({ status }) => status === "sending")) {
      // another consumer has the set, or the sweep is about to give back the rest of it; their rows say until when
    } else if (first !== undefined && members.length + holding.length === set.jobIds.length) {
      const { gate, reason, waitMs } = first;
      wait.push(...holding, ...members.map(({ job }) => ({ job, gate, reason, waitMs })));
    } else {
      torn.push(...members.map(({ job }) => job), ...holding.map(({ job }) => job));
    }
  }
  if (torn.length > 0) {
    await leaveInDoubt(torn, TORN, context);
    context.log.warn("outbox.set_torn", { count: torn.length });
  }
  const free = ready.filter(({ job }) => !bound.has(job.id));
  return { ready: [...again, ...newSets(free, context.clock())], waiting: wait };
}

/** The jobs that travel with this one, itself among them. */
export function membersOf(ready: ReadyJob): readonly ReadyJob[] {
  return ready.set?.members ?? [ready];
}

function newSets(ready: readonly ReadyJob[], now: number): ReadyJob[] {
  const groups = Map.groupBy(ready, (one) => (mayTravel(one) ? companyOf(one) : null));
  return [...groups].flatMap(([name, jobs]) =>
    name === null ? jobs : loads(jobs).flatMap((load) => asSet(newId("set", now), load)),
  );
}

function asSet(id: Id<"set">, members: readonly ReadyJob[]): ReadyJob[] {
  const [first] = members;
  const min = Math.max(2, first?.action.batch?.min ?? 0);
  return first === undefined || members.length < min ? [...members] : [{ ...first, set: { id, members } }];
}
