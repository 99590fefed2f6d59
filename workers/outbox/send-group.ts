import { type DestinationRow, destinationsOf } from "../../shared/db/queries/destinations.ts";
import { type ClaimedJob, releaseJobs } from "../../shared/db/queries/job-sending.ts";
import { noteCall } from "../../shared/gates/call-times.ts";
import { throttledFor } from "../../shared/gates/outcomes.ts";
import type { Id } from "../../shared/ids.ts";
import type { Outcome } from "../../shared/model/outcome.ts";
import { giveWordsOf } from "../../shared/outbox/received-words.ts";
import type { Context } from "../context.ts";
import { AGAIN_MS, accountOf, PARALLEL, type PermittedGroup } from "./admission.ts";
import type { Connections } from "./connections.ts";
import { defer } from "./defer.ts";
import type { ReadyJob } from "./gates.ts";
import { reportGroup } from "./report-group.ts";
import { type Sent, sendOne, type Tried } from "./send-one.ts";
import { sendSet } from "./send-set.ts";
import { membersOf } from "./sets.ts";
import { settleTried } from "./settle-tried.ts";

/** What the groups of one batch share while they are sent. */
export interface Sending {
  readonly connections: Connections;
  /** What accounts were refused for, a 429 or their credential, by provider and account: nobody goes on with them. */
  readonly refusals: Map<string, Outcome[]>;
}

/**
 * Sends a group's claimed jobs, settles them in one statement and reports once to the gate and the breaker. After a
 * 429 to any group of the account, when a permit's time is over, or while another's slow calls hold the connections, the rest
 * is not sent: its permits go back and its jobs wait.
 */
export async function sendGroup(
  group: PermittedGroup,
  claimed: ReadonlyMap<Id<"job">, ClaimedJob>,
  { connections, refusals }: Sending,
  context: Context,
): Promise<void> {
  const account = accountOf(group.limited);
  const isRefused = () => refusals.has(account);
  const destinations = listening(group, context);
  const unsent: ReadyJob[] = [];
  const tried: Tried[] = [];
  const running = new Set<Promise<void>>();
  let lateMs = 0;
  // each permit is its own job's: the keys of another might not allow it then
  for (const [index, startMs] of group.permits.startAfterMs.entries()) {
    const [ready] = group.jobs.slice(index, index + 1).flatMap((one) => asClaimed(one, claimed));
    if (ready === undefined) {
      continue;
    }
    if (running.size >= PARALLEL) {
      await Promise.race(running);
    }
    const dueAt = group.grantedAt + startMs;
    await context.pause(isRefused() ? 0 : dueAt + lateMs - context.clock());
    const now = context.clock();
    const withinMs = startMs === 0 ? group.useWithinMs : startMs + group.permits.promptMs;
    const isInTime = !isRefused() && now - group.askedAt <= withinMs;
    const end = isInTime ? connections.begin(account, now) : null;
    if (end === null) {
      unsent.push(ready);
    } else {
      // the time between two that were booked must not shrink
      lateMs = startMs === 0 ? lateMs : Math.max(lateMs, now - dueAt);
      const sending = send(ready, context)
        .then((sent) => {
          tried.push(...sent);
          noteCalls(account, sent);
          const refused = sent.flatMap(({ sent: one }) => closing(one));
          if (refused.length > 0) {
            refusals.set(account, [...(refusals.get(account) ?? []), ...refused]);
          }
          running.delete(sending);
        })
        .finally(end);
      running.add(sending);
    }
  }
  await Promise.all(running);
  const settling = async () => {
    await settleTried(tried, await destinations(), context);
    await releaseUnsent(unsent.flatMap(membersOf), refusals.get(account) ?? [], context);
  };
  // neither needs the other; what cannot be settled was sent all the same
  await Promise.all([settling(), reportGroup(group, tried, context)]);
  const retrieving = tried.filter(({ ready }) => ready.action.retrieves?.kind === "message");
  if (retrieving.length > 0) {
    await giveWordsOf(
      retrieving.map(({ ready }) => ready.job.id),
      context,
    );
  }
}

/** Reads the destinations of a group's organizations beside its calls; what fails then is read again when they are needed. */
function listening({ jobs }: PermittedGroup, { db }: Context): () => Promise<readonly DestinationRow[]> {
  const organizationIds = jobs.flatMap(membersOf).map(({ job }) => job.organizationId);
  const early = destinationsOf(db, organizationIds).catch(() => null);
  return async () => (await early) ?? (await destinationsOf(db, organizationIds));
}

/** How long calls take decides how many permits of the next batch can be used in time. */
function noteCalls(account: string, tried: readonly Tried[]): void {
  for (const { sent } of tried) {
    if (sent.call === "made") {
      noteCall(account, sent.durationMs);
    }
  }
}

/** A job as its claim left it, with those of its company that were claimed as well. */
function asClaimed(ready: ReadyJob, claimed: ReadonlyMap<Id<"job">, ClaimedJob>): ReadyJob[] {
  const members = membersOf(ready).flatMap((one): ReadyJob[] => {
    const claim = claimed.get(one.job.id);
    return claim === undefined ? [] : [{ ...one, job: { ...one.job, ...claim } }];
  });
  const [first] = members;
  return first === undefined || ready.set === undefined || members.length === 1
    ? members
    : [{ ...first, set: { id: ready.set.id, members } }];
}

async function send(ready: ReadyJob, context: Context): Promise<Tried[]> {
  const { set, action } = ready;
  if (set === undefined || action.batch === undefined) {
    return [{ ready, sent: await sendOne(ready, context) }];
  }
  const sent = await sendSet(ready, set, action.batch, context);
  return set.members.flatMap((member, index) => {
    const one = sent[index];
    return one === undefined ? [] : [{ ready: member, sent: one }];
  });
}

/** Nobody goes on after a 429, also to a look, or with a credential that was refused. */
function closing({ outcome, turnedAway = outcome }: Sent): Outcome[] {
  const isThrottled = throttledFor([turnedAway]) !== null;
  return isThrottled || outcome.kind === "reauthorise" ? [turnedAway] : [];
}

/** Jobs that were claimed and not sent: no attempt was made. */
async function releaseUnsent(
  unsent: readonly ReadyJob[],
  refusals: readonly Outcome[],
  context: Context,
): Promise<void> {
  if (unsent.length === 0) {
    return;
  }
  await releaseJobs(
    context.db,
    unsent.map(({ job }) => job),
  );
  const waitMs = throttledFor(refusals) ?? AGAIN_MS;
  await defer(
    unsent.map(({ job }) => ({ job, gate: "limit" as const, reason: "permit_expired", waitMs })),
    context,
  );
}
