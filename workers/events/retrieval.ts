import { SECOND_MS, toRfc3339 } from "../../shared/clock.ts";
import { candidateConnections, findConnection } from "../../shared/db/queries/connections.ts";
import { positionIn } from "../../shared/db/queries/cursors.ts";
import { jobExists, type NewJob } from "../../shared/db/queries/jobs.ts";
import { type Id, idAt, newId } from "../../shared/ids.ts";
import type { Effect, Retrieval, RetrievalEffect } from "../../shared/model/effect.ts";
import { DEFAULT_MAX_ATTEMPTS } from "../../shared/model/job.ts";
import type { Context } from "../context.ts";
import type { Handled, PlannedRetrieval } from "./handled.ts";

/** Events that ask for the same within these share a job, which asks when they are over and so sees what all tell of. */
const TOGETHER_MS = 10 * SECOND_MS;

type Source = Omit<Handled, "retrieval"> & { readonly connectionId: Id<"connection"> };

/**
 * The job that asks the provider for what an event lacks, through the account's limits like any other; null where it
 * lacks nothing, a job asks for it already, or there is no connection of the organization's to ask with.
 */
export async function planRetrieval(
  source: Omit<Handled, "retrieval">,
  event: { readonly effects: readonly Effect[]; readonly connectionId: Id<"connection"> | null },
  context: Context,
): Promise<PlannedRetrieval | null> {
  const changed = event.effects.find((effect) => effect.kind === "retrieval");
  const [wanted] = event.effects.flatMap((effect) =>
    effect.kind === "message.received" ? (effect.retrieval ?? []) : [],
  );
  if (changed === undefined && wanted === undefined) {
    return null;
  }
  const connectionId = await connectionFor(source, event.connectionId, context);
  if (connectionId === null) {
    const { eventId, provider, organizationId } = source;
    context.log.warn("events.retrieval_unavailable", { eventId, provider, organizationId });
    return null;
  }
  const asking = { ...source, connectionId };
  if (changed !== undefined) {
    return await planTogether(changed, asking, context);
  }
  return wanted === undefined ? null : { job: jobOf(wanted, asking, context.clock()), begins: null };
}

async function planTogether(
  { action, input, changes }: RetrievalEffect,
  source: Source,
  context: Context,
): Promise<PlannedRetrieval | null> {
  const { organizationId, connectionId, occurredAt } = source;
  const now = context.clock();
  const start = Math.floor(now / TOGETHER_MS) * TOGETHER_MS;
  const sendAt = start + TOGETHER_MS;
  const id = await idAt("job", start, JSON.stringify([connectionId, action, input]));
  if (await jobExists(context.db, id)) {
    return null;
  }
  const together: Partial<NewJob> = {
    id,
    status: "scheduled",
    sendAt,
    waiting: { gate: "schedule", reason: "send_at", until: toRfc3339(sendAt) },
  };
  if (changes === undefined) {
    return { job: { ...jobOf({ action, input }, source, now), ...together }, begins: null };
  }
  const list = { organizationId, connectionId, action, subject: changes.subject };
  const known = await positionIn(context.db, list);
  const position = known ?? { [changes.since]: toRfc3339(occurredAt - changes.marginMs) };
  return {
    job: { ...jobOf({ action, input: { ...input, ...position } }, source, now), ...together },
    begins: known === null ? { list, position } : null,
  };
}

function jobOf({ action, input }: Retrieval, source: Source, now: number): NewJob {
  const { organizationId, eventId, provider, connectionId } = source;
  return {
    id: newId("job", now),
    organizationId,
    provider,
    action,
    input,
    connectionId,
    channel: null,
    address: null,
    category: null,
    metadata: { eventId },
    priority: "normal",
    status: "queued",
    maxAttempts: DEFAULT_MAX_ATTEMPTS,
    sendAt: null,
    dueAt: null,
    waiting: null,
    error: null,
    createdAt: now,
    finishedAt: null,
  };
}

/** The endpoint's own connection, else the organization's only active one of the provider. */
async function connectionFor(
  { organizationId, provider }: Pick<Handled, "organizationId" | "provider">,
  own: Id<"connection"> | null,
  { db }: Context,
): Promise<Id<"connection"> | null> {
  const named = own === null ? null : await findConnection(db, organizationId, own);
  if (named !== null && named.provider === provider && named.status !== "disabled") {
    return named.id;
  }
  const candidates = await candidateConnections(db, organizationId, { providers: [provider], agentId: null });
  const [only, ...others] = candidates.filter(({ status }) => status === "active");
  return only === undefined || others.length > 0 ? null : only.id;
}
