import { approvalOf } from "../../shared/approvals/payload.ts";
import { toRfc3339 } from "../../shared/clock.ts";
import { connectionsOfJobs } from "../../shared/db/queries/connections.ts";
import { contactStates } from "../../shared/db/queries/contact-states.ts";
import { type Rerouted, rerouteStatements } from "../../shared/db/queries/job-routes.ts";
import type { JobRow } from "../../shared/db/queries/jobs.ts";
import type { Route } from "../../shared/model/job.ts";
import { enqueue } from "../../shared/outbox/submit.ts";
import { decideContact } from "../../shared/policy/consent.ts";
import { leavesGate } from "../../shared/policy/fallback.ts";
import type { Context } from "../context.ts";
import type { WaitingJob } from "./gates.ts";

/** A job that is to leave its way, and why. */
export interface LeavingJob {
  readonly job: JobRow;
  readonly reason: string;
}

/** Puts waiting jobs on another way where they have one and surely did not act; returns those that go on waiting. */
export async function fallBack(waiting: readonly WaitingJob[], context: Context): Promise<WaitingJob[]> {
  const leaving = waiting.filter((held) => leavesGate(held.job, held));
  const rerouted = await nextRoutes(leaving, context);
  if (rerouted.length === 0) {
    return [...waiting];
  }
  const results = await context.db.d1.batch<{ id: string }>(rerouteStatements(context.db, rerouted));
  const moved = new Set(results.flatMap((result) => result.results.map(({ id }) => id)));
  await enqueue(
    context,
    leaving.flatMap(({ job: { id, priority } }) =>
      moved.has(id) ? [{ id, priority, delaySeconds: 0 }] : [],
    ),
  );
  context.log.warn("outbox.fell_back", { count: moved.size });
  const judged = new Set(rerouted.map(({ id }) => id));
  return waiting.filter(({ job }) => !judged.has(job.id));
}

/** The next way of each job that has one: its connection works, and its channel's consents and suppressions allow it. */
export async function nextRoutes(leaving: readonly LeavingJob[], context: Context): Promise<Rerouted[]> {
  const ways = leaving.flatMap(({ job }) =>
    (job.fallbacks ?? []).map((route, index) => ({ job, route, index, organizationId: job.organizationId })),
  );
  if (ways.length === 0) {
    return [];
  }
  const [connections, states] = await Promise.all([
    connectionsOfJobs(
      context.db,
      ways.map(({ organizationId, route: { connectionId } }) => ({ organizationId, connectionId })),
    ),
    contactStates(
      context.db,
      ways.map(({ organizationId, route: { channel, address } }) => ({ organizationId, channel, address })),
    ),
  ]);
  const working = new Set(connections.flatMap(({ id, status }) => (status === "active" ? [id] : [])));
  const now = context.clock();
  const open = ways.filter(
    ({ job: { category, topic, essential }, route: { connectionId, channel } }, place) => {
      const state = states[place] ?? { suppression: null, consents: [] };
      const { allowed } = decideContact(state, { channel, category, topic, essential, now });
      return allowed && (connectionId === null || working.has(connectionId));
    },
  );
  return await Promise.all(
    leaving.flatMap((left) => {
      const way = open.find(({ job }) => job.id === left.job.id);
      return way === undefined ? [] : [rerouted(left, way, context)];
    }),
  );
}

async function rerouted(
  { job, reason }: LeavingJob,
  { route, index }: { readonly route: Route; readonly index: number },
  { clock, settings }: Context,
): Promise<Rerouted> {
  const { id, claimedAt, provider, connectionId, channel } = job;
  const now = clock();
  const fallbacks = (job.fallbacks ?? []).slice(index + 1);
  return {
    id,
    claimedAt,
    route,
    fallbacks,
    approval: await approvalOf(job, { ...job, ...route, fallbacks }),
    fallbackFrom: [
      ...(job.fallbackFrom ?? []),
      { provider, connectionId, channel, reason, at: toRfc3339(now) },
    ],
    dueAt: now + settings.JOB_SWEEP_SECONDS * 1_000,
  };
}
