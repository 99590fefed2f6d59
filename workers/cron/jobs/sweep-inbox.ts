import { HOUR_MS } from "../../../shared/clock.ts";
import {
  type ParkedMessage,
  parkedMessages,
  postponeMessages,
  unparkMessages,
} from "../../../shared/db/queries/inbox.ts";
import type { Context } from "../../context.ts";

/** Messages per run: each costs a queue operation and a row. */
const BUDGET = 500;
const PAGE = 50;

/** Refusals one after the other that mean that it is the queue, and no single message. */
const REFUSALS = 3;

/**
 * Queues what the queue had refused, oldest first. A row goes only after the queue has its message; a crash in between
 * queues it twice, and the second one is known by its id. What its consumer gave up on waits an hour in between, and a
 * message that cannot be queued goes to the end of the line, so that it holds up no other.
 */
export async function sweepInbox(context: Context): Promise<number> {
  const now = context.clock();
  let swept = 0;
  while (swept < BUDGET) {
    const parked = await parkedMessages(context.db, { limit: PAGE, now, deadBefore: now - HOUR_MS });
    const { queued, kept, refusing } = await queueAll(parked, context);
    await unparkMessages(context.db, queued);
    await postponeMessages(context.db, kept, now + 1);
    swept += queued.length;
    if (refusing || parked.length < PAGE) {
      break;
    }
  }
  return swept;
}

async function queueAll(
  parked: readonly ParkedMessage[],
  context: Context,
): Promise<{ queued: string[]; kept: string[]; refusing: boolean }> {
  const queued: string[] = [];
  const kept: string[] = [];
  let refusals = 0;
  for (const { id, message } of parked) {
    if (message === null) {
      context.log.error("cron.parked_unknown", { job: "sweep-inbox" });
      kept.push(id);
      continue;
    }
    const outcome = await context.eventQueue.send(message);
    if (outcome.ok) {
      queued.push(id);
      refusals = 0;
      continue;
    }
    context.log.error("cron.queue_refused", { job: "sweep-inbox" }, outcome.cause);
    kept.push(id);
    refusals += 1;
    if (refusals === REFUSALS) {
      break;
    }
  }
  return { queued, kept, refusing: refusals === REFUSALS };
}
