import { HOUR_MS } from "../../../shared/clock.ts";
import { parkedMessages, unparkMessages } from "../../../shared/db/queries/inbox.ts";
import type { Context } from "../../context.ts";

/** Messages per run: each costs a queue operation and a row. */
const BUDGET = 500;
const PAGE = 50;

/**
 * Queues what the queue had refused, oldest first. A row goes only after the queue has its message; a crash in between
 * queues it twice, and the second one is known by its id. What its consumer gave up on waits an hour in between.
 */
export async function sweepInbox(context: Context): Promise<number> {
  let swept = 0;
  while (swept < BUDGET) {
    const parked = await parkedMessages(context.db, {
      limit: PAGE,
      deadBefore: context.clock() - HOUR_MS,
    });
    const queued: string[] = [];
    for (const { id, message } of parked) {
      const outcome = await context.eventQueue.send(message);
      if (!outcome.ok) {
        context.log.error("cron.queue_refused", { job: "sweep-inbox" }, outcome.cause);
        break;
      }
      queued.push(id);
    }
    await unparkMessages(context.db, queued);
    swept += queued.length;
    if (queued.length < PAGE) {
      break;
    }
  }
  return swept;
}
