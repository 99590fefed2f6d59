import { matchingEvents } from "../../shared/db/queries/events.ts";
import { StatedError } from "../../shared/errors.ts";
import type { EventMessage, ReplayManyMessage } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";

/** Events of one page: each is a message of its own. */
const PAGE = 50;

/**
 * Queues one page of events to be processed again, then the page after it. A consumer that dies in between queues its
 * page once more: handlers are idempotent.
 * @throws StatedError when the queue refuses
 */
export async function replayPage(message: ReplayManyMessage, context: Context): Promise<void> {
  const { organizationId, filter, before } = message;
  const { ids } = await matchingEvents(context.db, organizationId, filter, { before, limit: PAGE });
  for (const eventId of ids) {
    await queue({ kind: "replay", organizationId, eventId }, context);
  }
  const last = ids.at(-1);
  if (ids.length === PAGE && last !== undefined) {
    await queue({ ...message, before: last }, context);
  }
}

async function queue(message: EventMessage, context: Context): Promise<void> {
  const queued = await context.eventQueue.send(message);
  if (!queued.ok) {
    throw new StatedError("The queue refused an event that is to be processed again.");
  }
}
