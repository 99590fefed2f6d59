import type { OpenedCredential } from "../../shared/connections/credentials.ts";
import { refreshRefused } from "../../shared/connections/usable.ts";
import { markNeedsReauth, wakeHeldJobs } from "../../shared/db/queries/connections.ts";
import type { DestinationRow } from "../../shared/db/queries/destinations.ts";
import { hasStatus, provenIds } from "../../shared/db/queries/job-evidence.ts";
import { rerouteStatements } from "../../shared/db/queries/job-routes.ts";
import { settleJobs } from "../../shared/db/queries/job-sending.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import { costStatements } from "../../shared/db/queries/message-costs.ts";
import { optOutChangeStatements } from "../../shared/db/queries/opt-outs.ts";
import { suppressStatement } from "../../shared/db/queries/suppressions.ts";
import { dispatch } from "../../shared/destinations/dispatch.ts";
import { planTold } from "../../shared/destinations/happenings.ts";
import { tellNow } from "../../shared/destinations/tell-now.ts";
import type { Id } from "../../shared/ids.ts";
import type { Outcome } from "../../shared/model/outcome.ts";
import { jobHappenings, reauthHappening } from "../../shared/outbox/happenings.ts";
import { type RetrievedWork, retrievedWork } from "../../shared/outbox/retrieved-records.ts";
import { enqueue } from "../../shared/outbox/submit.ts";
import { leavesRefusal } from "../../shared/policy/fallback.ts";
import type { Context } from "../context.ts";
import { type LeavingJob, nextRoutes } from "./fall-back.ts";
import type { Sent, Tried } from "./send-one.ts";
import { nextMessage, settledJob } from "./settle.ts";

/**
 * Stores what tries came to, and tells whoever must know. A doubt is none where a receipt told of the message by then.
 * @param destinations of the organizations, which were read while the calls were made
 */
export async function settleTried(
  tried: readonly Tried[],
  destinations: readonly DestinationRow[],
  context: Context,
): Promise<void> {
  const open = await store(tried, destinations, context);
  await store(await withEvidence(open, context), destinations, context);
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

/** Stores what tries came to in one transaction; returns those of which a receipt may have proven otherwise by then. */
async function store(
  tried: readonly Tried[],
  destinations: readonly DestinationRow[],
  context: Context,
): Promise<Tried[]> {
  const now = context.clock();
  const rerouted = await nextRoutes(tried.flatMap(leaving), context);
  const leaves = new Set(rerouted.map(({ id }) => id));
  const settled = tried.map(({ ready, sent }) =>
    settledJob(ready, sent, { now, leaves: leaves.has(ready.job.id), context }),
  );
  const happenings = tried.flatMap(({ ready }, index) => {
    const job = settled[index];
    return job === undefined
      ? []
      : jobHappenings(ready.job, job, now).map((one) => ({ ...one, guard: hasStatus(job, job.status) }));
  });
  const told = await planTold(happenings, destinations, context);
  const retrieved = tried.flatMap(({ ready, sent }) => retrievedBy(ready.job, sent, { now, context }));
  const optedOut = tried.flatMap(({ ready, sent }) => mirrorOptOut(ready.job, sent.outcome, context));
  const stored = await settleJobs(context.db, settled, [
    ...told.statements,
    ...rerouteStatements(context.db, rerouted),
    ...optedOut,
    ...tried.flatMap((one) => costsOf(one, context)),
    ...retrieved.flatMap(({ statements }) => statements),
  ]);
  await dispatch(told.deliveries, context);
  await enqueue(context, [
    ...settled.flatMap((job, index) =>
      stored.has(job.id) ? nextMessage(job, tried[index]?.ready.job.priority ?? "normal", now) : [],
    ),
    ...retrieved.flatMap(({ next }) =>
      next === null ? [] : [{ id: next.id, priority: next.priority, delaySeconds: 0 }],
    ),
  ]);
  return tried.filter((_, index) => {
    const job = settled[index];
    return job?.unlessProven === true && !stored.has(job.id);
  });
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

/** Of tries in doubt those that receipts prove to have acted, as such. */
async function withEvidence(doubtful: readonly Tried[], { db }: Context): Promise<Tried[]> {
  const proven = await provenIds(
    db,
    doubtful.map(({ ready }) => ready.job.id),
  );
  return doubtful.flatMap(({ ready, sent }) => {
    const externalId = proven.get(ready.job.id);
    return externalId === undefined
      ? []
      : [{ ready, sent: { ...sent, outcome: { kind: "ok" }, result: { externalId, result: null } } }];
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
  const { organizationId, channel, address, provider: source } = job;
  if (outcome.kind !== "refused" || outcome.optedOut !== true || channel === null || address === null) {
    return [];
  }
  const point = { organizationId, channel, address };
  return [
    suppressStatement(db, { ...point, reason: "stop", createdAt: clock() }),
    ...optOutChangeStatements(db, [{ ...point, source, isReturn: false }]),
  ];
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
