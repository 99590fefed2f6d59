import { connectionOfEvent } from "../../shared/connections/of-event.ts";
import type { NewJob } from "../../shared/db/queries/jobs.ts";
import { type Id, newId } from "../../shared/ids.ts";
import type { Effect } from "../../shared/model/effect.ts";
import { DEFAULT_MAX_ATTEMPTS } from "../../shared/model/job.ts";
import type { Context } from "../context.ts";
import type { Handled } from "./handled.ts";

/**
 * The job that asks the provider for the words of a message that its event lacks, through the account's limits like any
 * other; null where there are none to ask for, or no connection of the organization's to ask with.
 */
export async function planRetrieval(
  { organizationId, eventId, provider }: Omit<Handled, "retrieval">,
  event: { readonly effects: readonly Effect[]; readonly connectionId: Id<"connection"> | null },
  context: Context,
): Promise<NewJob | null> {
  const [retrieval] = event.effects.flatMap((effect) =>
    effect.kind === "message.received" ? (effect.retrieval ?? []) : [],
  );
  if (retrieval === undefined) {
    return null;
  }
  const connectionId = await connectionOfEvent(context.db, { organizationId, provider }, event.connectionId);
  if (connectionId === null) {
    context.log.warn("events.words_unavailable", { eventId, provider, organizationId });
    return null;
  }
  const now = context.clock();
  return {
    id: newId("job", now),
    organizationId,
    provider,
    ...retrieval,
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
