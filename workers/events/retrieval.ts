import { HOUR_MS, SECOND_MS, toRfc3339 } from "../../shared/clock.ts";
import { connectionOfEvent } from "../../shared/connections/of-event.ts";
import type { ConnectionRow } from "../../shared/db/queries/connections.ts";
import { positionIn } from "../../shared/db/queries/cursors.ts";
import { jobExists, type NewJob } from "../../shared/db/queries/jobs.ts";
import { type Id, idAt } from "../../shared/ids.ts";
import type { Effect, Retrieval, RetrievalEffect } from "../../shared/model/effect.ts";
import { freshCall } from "../../shared/outbox/fresh-job.ts";
import type { Context } from "../context.ts";
import type { HandledSource, PlannedRetrieval } from "./handled.ts";

/** Events that ask for the same within these share a job, which asks when they are over and so sees what all tell of … */
const TOGETHER_MS = 10 * SECOND_MS;

/** … and within these while the connection awaits a person, lest a long wait ends with a thousand questions. */
const TOGETHER_BROKEN_MS = HOUR_MS;

type Connection = Pick<ConnectionRow, "id" | "status">;
type Source = HandledSource;

/**
 * The job that asks the provider for what an event lacks, through the account's limits like any other; null where it
 * lacks nothing, a job asks for it already, or there is no connection of the organization's to ask with.
 */
export async function planRetrieval(
  source: Source,
  event: { readonly effects: readonly Effect[]; readonly connectionId: Id<"connection"> | null },
  context: Context,
): Promise<PlannedRetrieval | null> {
  const change = event.effects.find((effect) => effect.kind === "retrieval");
  const [words] = event.effects.flatMap((effect) =>
    effect.kind === "message.received" ? (effect.retrieval ?? []) : [],
  );
  if (change === undefined && words === undefined) {
    return null;
  }
  // a message is told of without its words rather than once somebody mended the connection
  const isPatient = change !== undefined;
  const connection = await connectionOfEvent(context.db, source, {
    own: event.connectionId,
    isPatient,
  });
  if (connection === null) {
    const { eventId, provider, organizationId } = source;
    context.log.warn("events.retrieval_unavailable", { eventId, provider, organizationId });
    return null;
  }
  if (change !== undefined) {
    return await planTogether(change, { ...source, connection }, context);
  }
  return words === undefined
    ? null
    : { job: jobOf(words, { ...source, connection }, context.clock()), begins: null };
}

async function planTogether(
  { action, input, changes }: RetrievalEffect,
  source: Source & { readonly connection: Connection },
  context: Context,
): Promise<PlannedRetrieval | null> {
  const { organizationId, connection, occurredAt } = source;
  const isBroken = connection.status !== "active";
  const now = context.clock();
  const togetherMs = isBroken ? TOGETHER_BROKEN_MS : TOGETHER_MS;
  const start = Math.floor(now / togetherMs) * togetherMs;
  const sendAt = start + togetherMs;
  const id = await idAt("job", start, JSON.stringify([connection.id, action, input]));
  if (await jobExists(context.db, id)) {
    return null;
  }
  const together: Partial<NewJob> = {
    id,
    status: "scheduled",
    sendAt,
    // an id of an hour ago is below the sweep's mark
    dueAt: isBroken ? sendAt : null,
    waiting: { gate: "schedule", reason: "send_at", until: toRfc3339(sendAt) },
  };
  if (changes === undefined) {
    return { job: { ...jobOf({ action, input }, source, now), ...together }, begins: null };
  }
  const list = { organizationId, connectionId: connection.id, action, subject: changes.subject };
  const known = await positionIn(context.db, list);
  const position = known ?? { [changes.since]: toRfc3339(occurredAt - changes.marginMs) };
  return {
    job: { ...jobOf({ action, input: { ...input, ...position } }, source, now), ...together },
    begins: known === null ? { list, position } : null,
  };
}

function jobOf(
  { action, input }: Retrieval,
  { organizationId, eventId, provider, connection }: Source & { readonly connection: Connection },
  now: number,
): NewJob {
  return {
    ...freshCall(now),
    organizationId,
    provider,
    action,
    input,
    connectionId: connection.id,
    metadata: { eventId },
    priority: "normal",
  };
}
