import { readHints } from "../../shared/call/hints.ts";
import type { OpenedCredential } from "../../shared/connections/credentials.ts";
import { refreshRefused } from "../../shared/connections/usable.ts";
import { markNeedsReauth, wakeHeldJobs } from "../../shared/db/queries/connections.ts";
import { provenIds } from "../../shared/db/queries/job-evidence.ts";
import { rerouteStatements } from "../../shared/db/queries/job-routes.ts";
import { releaseJobs, settleJobs } from "../../shared/db/queries/job-sending.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import { costStatements } from "../../shared/db/queries/message-costs.ts";
import { suppressStatement } from "../../shared/db/queries/suppressions.ts";
import { dispatch } from "../../shared/destinations/dispatch.ts";
import { tell } from "../../shared/destinations/happenings.ts";
import { tellNow } from "../../shared/destinations/tell-now.ts";
import type { ThrottledKey } from "../../shared/flow/keyed-window.ts";
import { reportShared } from "../../shared/gates/app-limits.ts";
import { breakerOutcome, keyThrottledFor, longestWait, throttledFor } from "../../shared/gates/outcomes.ts";
import type { Id } from "../../shared/ids.ts";
import type { Outcome } from "../../shared/model/outcome.ts";
import { breakerHappenings, jobHappenings, reauthHappening } from "../../shared/outbox/happenings.ts";
import { giveWordsOf } from "../../shared/outbox/received-words.ts";
import { type RetrievedWork, retrievedWork } from "../../shared/outbox/retrieved-records.ts";
import { enqueue } from "../../shared/outbox/submit.ts";
import { leavesRefusal } from "../../shared/policy/fallback.ts";
import type { Context } from "../context.ts";
import type { PermittedGroup } from "./admission.ts";
import type { Connections } from "./connections.ts";
import { defer } from "./defer.ts";
import { type LeavingJob, nextRoutes } from "./fall-back.ts";
import type { ReadyJob } from "./gates.ts";
import { type Sent, sendOne } from "./send-one.ts";
import { sendSet } from "./send-set.ts";
import { membersOf } from "./sets.ts";
import { nextMessage, settledJob } from "./settle.ts";

/** The runtime opens six connections at once; a seventh send would leave later than its permit says. */
const PARALLEL = 6;

/** What the groups of one batch share while they are sent. */
export interface Sending {
  readonly connections: Connections;
  /** What accounts were refused for, a 429 or their credential, by provider and account: nobody goes on with them. */
  readonly refusals: Map<string, Outcome[]>;
}

interface Tried {
  readonly ready: ReadyJob;
  readonly sent: Sent;
}

/**
 * Sends a group's claimed jobs, settles them in one statement and reports once to the gate and the breaker. After a
 * 429 to any group of the account, when a permit's time is over, or while another's slow calls hold the connections, the rest
 * is not sent: its permits go back and its jobs wait.
 */
export async function sendGroup(
  group: PermittedGroup,
  claimed: ReadonlyMap<Id<"job">, JobRow>,
  { connections, refusals }: Sending,
  context: Context,
): Promise<void> {
  const account = `${group.limited.provider.id} ${group.limited.accountKey}`;
  const isRefused = () => refusals.has(account);
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
  const settling = settleTried(tried, context).then(
    async () => await releaseUnsent(unsent.flatMap(membersOf), refusals.get(account) ?? [], context),
  );
  // neither needs the other; what cannot be settled was sent all the same
  await Promise.all([settling, report(group, tried, context)]);
  const retrieving = tried.filter(({ ready }) => ready.action.retrieves?.kind === "message");
  if (retrieving.length > 0) {
    await giveWordsOf(
      retrieving.map(({ ready }) => ready.job.id),
      context,
    );
  }
}

/** A job as its claim left it, and so the jobs that travel with it. */
function asClaimed(ready: ReadyJob, claimed: ReadonlyMap<Id<"job">, JobRow>): ReadyJob[] {
  const { set, ...rest } = ready;
  const job = claimed.get(ready.job.id);
  const members = (set?.members ?? []).flatMap((member) => asClaimed(member, claimed));
  return job === undefined
    ? []
    : [{ ...rest, job, ...(set === undefined ? {} : { set: { ...set, members } }) }];
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

async function settleTried(made: readonly Tried[], context: Context): Promise<void> {
  const tried = await withEvidence(made, context);
  const now = context.clock();
  const rerouted = await nextRoutes(tried.flatMap(leaving), context);
  const leaves = new Set(rerouted.map(({ id }) => id));
  const settled = tried.map(({ ready, sent }) =>
    settledJob(ready, sent, { now, leaves: leaves.has(ready.job.id), context }),
  );
  const happenings = tried.flatMap(({ ready }, index) => {
    const job = settled[index];
    return job === undefined ? [] : jobHappenings(ready.job, job, now);
  });
  const told = await tell(happenings, context);
  const retrieved = tried.flatMap(({ ready, sent }) => retrievedBy(ready.job, sent, { now, context }));
  const optedOut = tried.flatMap(({ ready, sent }) => mirrorOptOut(ready.job, sent.outcome, context));
  await settleJobs(context.db, settled, [
    ...told.statements,
    ...rerouteStatements(context.db, rerouted),
    ...optedOut,
    ...tried.flatMap((one) => costsOf(one, context)),
    ...retrieved.flatMap(({ statements }) => statements),
  ]);
  await dispatch(told.deliveries, context);
  await enqueue(context, [
    ...settled.flatMap((job, index) => nextMessage(job, tried[index]?.ready.job.priority ?? "normal", now)),
    ...retrieved.flatMap(({ next }) =>
      next === null ? [] : [{ id: next.id, priority: next.priority, delaySeconds: 0 }],
    ),
  ]);
  for (const { ready, sent } of tried) {
    const { job, credential } = ready;
    if (sent.outcome.kind === "reauthorise" && credential.connectionId !== null) {
      const { code, message } = sent.outcome;
      await refusedCredential(
        job,
        { ...credential, connectionId: credential.connectionId },
        { code, message },
        context,
      );
    }
    if (sent.outcome.kind !== "ok") {
      context.log.info("outbox.tried", {
        jobId: job.id,
        provider: job.provider,
        reason: sent.outcome.kind,
        durationMs: sent.durationMs,
        ...(sent.answer === null ? {} : { status: sent.answer.status }),
      });
    }
  }
  noteSent(tried, context);
}

/** One line for all that went well: each job's row has its attempt, and a log line is billed as an event is. */
function noteSent(tried: readonly Tried[], { log }: Context): void {
  const well = tried.filter(({ sent }) => sent.outcome.kind === "ok");
  const [first] = well;
  if (first !== undefined) {
    const durationMs = Math.max(...well.map(({ sent }) => sent.durationMs));
    log.info("outbox.sent", { provider: first.ready.provider.id, count: well.length, durationMs });
  }
}

/** A doubt is none where a receipt told of the message before the call was given up. */
async function withEvidence(tried: readonly Tried[], { db }: Context): Promise<readonly Tried[]> {
  const doubtful = tried.filter(({ sent }) => sent.outcome.kind === "uncertain");
  const proven = await provenIds(
    db,
    doubtful.map(({ ready }) => ready.job.id),
  );
  return tried.map((one) => {
    const externalId = proven.get(one.ready.job.id);
    return one.sent.outcome.kind !== "uncertain" || externalId === undefined
      ? one
      : { ...one, sent: { ...one.sent, outcome: { kind: "ok" }, result: { externalId, result: null } } };
  });
}

/** What the answer says that messages cost: of an account of the organization's own, for others send over the platform's. */
function costsOf({ ready: { job, action }, sent }: Tried, { db }: Context): D1PreparedStatement[] {
  const { answer, outcome } = sent;
  return outcome.kind === "ok" && answer !== null && job.connectionId !== null
    ? costStatements(db, job, action.costs?.(answer) ?? [])
    : [];
}

/** What an answer tells of beyond its job. */
function retrievedBy(
  job: JobRow,
  { retrieved }: Sent,
  { now, context }: { readonly now: number; readonly context: Context },
): RetrievedWork[] {
  if (retrieved === undefined) {
    return [];
  }
  if (retrieved.isCut === true) {
    context.log.warn("outbox.retrieval_cut", { jobId: job.id, provider: job.provider });
  }
  return [retrievedWork(job, retrieved, context.db, now)];
}

/** What the carrier knows of an opt-out holds here too: nothing more is tried on that channel. */
function mirrorOptOut(job: JobRow, outcome: Outcome, { db, clock }: Context): D1PreparedStatement[] {
  const { organizationId, channel, address } = job;
  return outcome.kind === "refused" && outcome.optedOut === true && channel !== null && address !== null
    ? [suppressStatement(db, { organizationId, channel, address, reason: "stop", createdAt: clock() })]
    : [];
}

/** A job whose account was refused for good; a token that can be refreshed is, first. */
function leaving({ ready: { job, credential }, sent: { outcome } }: Tried): LeavingJob[] {
  const mayMend = outcome.kind === "reauthorise" && credential.tokens !== null;
  return outcome.kind !== "ok" && !mayMend && leavesRefusal(job, outcome)
    ? [{ job, reason: outcome.code }]
    : [];
}

/** A token that should hold is refreshed, and its jobs go on; otherwise they wait for a person. */
async function refusedCredential(
  job: JobRow,
  { connectionId: id, generation, tokens }: OpenedCredential & { readonly connectionId: Id<"connection"> },
  error: { readonly code: string; readonly message: string },
  context: Context,
): Promise<void> {
  const { organizationId, provider } = job;
  const now = context.clock();
  const refreshed = await refreshRefused({ organizationId, id, tokens, provider }, context);
  if (refreshed !== null) {
    // where it could not be refreshed now, the jobs wait as they do for a person
    if (refreshed.kind === "fresh") {
      await wakeHeldJobs(context.db, { organizationId, id }, { gate: "connection", now });
    }
    return;
  }
  if (await markNeedsReauth(context.db, { organizationId, id, generation }, { error, now })) {
    await tellNow([reauthHappening(job, id, error, now)], context);
  }
  context.log.warn("outbox.needs_reauth", { provider, organizationId });
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
  const waitMs = throttledFor(refusals) ?? 1_000;
  await defer(
    unsent.map(({ job }) => ({ job, gate: "limit" as const, reason: "permit_expired", waitMs })),
    context,
  );
}

/** The names of the keys of those who were not sent. */
function unusedKeys({ jobs, keys = [] }: PermittedGroup, tried: readonly Tried[]): string[] {
  const made = new Set<string | undefined>(
    tried.flatMap(({ ready, sent }) => (sent.call === "none" ? [] : [ready.job.id])),
  );
  return keys.flatMap((names, index) => (made.has(jobs[index]?.job.id) ? [] : names));
}

/** The keys of those who were refused for one of them. */
function throttledKeys({ jobs, keys = [] }: PermittedGroup, tried: readonly Tried[]): ThrottledKey[] {
  const waits = new Map(tried.map(({ ready, sent }) => [ready.job.id, keyThrottledFor(sent.outcome)]));
  return jobs.flatMap(({ job }, index) => {
    const forMs = waits.get(job.id) ?? null;
    return forMs === null ? [] : (keys[index] ?? []).map((name): ThrottledKey => [name, forMs]);
  });
}

async function report(group: PermittedGroup, tried: readonly Tried[], context: Context): Promise<void> {
  const [first] = group.jobs;
  if (first === undefined) {
    return;
  }
  const { provider, credential } = first;
  const sent = tried.flatMap(({ sent: one }) => (one.call === "made" || one.call === "looked" ? [one] : []));
  const came = sent.map(({ outcome }) => outcome);
  // what a look finds, or that it may not look, says nothing of the provider's health
  const outcomes = sent.map(({ call, outcome }) => (call === "looked" ? "neutral" : breakerOutcome(outcome)));
  const providerWaitMs = longestWait(came);
  const now = context.clock();
  const ofAccount = await reportShared(context.gates, group.limited, {
    ofApp: group.permits.ofApp,
    leaseId: group.permits.leaseId,
    generation: group.permits.generation,
    limits: group.limits,
    sentAfterMs: sent.map(({ startedAt }) => Math.max(0, startedAt - group.askedAt)),
    unused: group.permits.permits - sent.length,
    unusedKeys: unusedKeys(group, tried),
    throttledKeys: throttledKeys(group, tried),
    outcomes,
    throttledForMs: throttledFor(sent.map(({ outcome, turnedAway = outcome }) => turnedAway)),
    hints: sent.flatMap(({ answer }) => (answer === null ? [] : readHints(provider, answer.headers, now))),
    providerWaitMs,
  });
  const ofProvider = await context.breakers.report(provider.id, {
    admission: group.breaker,
    account: credential.accountKey,
    outcomes,
    unused: group.breaker.allowed - sent.length,
    providerWaitMs,
  });
  const organizationIds = group.jobs.map(({ job }) => job.organizationId);
  const where = { provider: provider.id, organizationIds };
  await tellNow(
    [
      ...breakerHappenings(ofAccount, { ...where, scope: "account" }),
      ...breakerHappenings(ofProvider, { ...where, scope: "provider" }),
    ],
    context,
  );
}
