import { newestEvents } from "../../shared/db/queries/events.ts";
import { StatedError } from "../../shared/errors.ts";
import type { EventMessage, ReplayManyMessage } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";

/** Events of one page: each is a message of its own. */
const PAGE = 50;

/**
 * Queues one page of events to be processed again together with the page after it, all of them or none: a queue that
 * refuses repeats nothing. A consumer that died after it comes with the same page, whose events know the run that
 * they are part of.
 * @throws StatedError when the queue refuses
 */
export async function replayPage(message: ReplayManyMessage, context: Context): Promise<void> {
  const { organizationId, filter, before, id: run } = message;
  const ids = await newestEvents(context.db, { organizationId, filter, before }, PAGE);
  const last = ids.at(-1);
  if (last === undefined) {
    return;
  }
  const page = ids.map((eventId): EventMessage => ({ kind: "replay", organizationId, eventId, run }));
  const queued = await context.eventQueue.sendAll(
    ids.length === PAGE ? [...page, { ...message, before: last }] : page,
  );
  if (!queued.ok) {
    throw new StatedError("The queue refused events that are to be processed again.");
  }
}
