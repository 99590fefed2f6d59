import { parkMessage } from "../../shared/db/queries/inbox.ts";
import { eventMessageSchema } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";

/**
 * Consumer of the dead-letter queue: what the event consumer gave up on (the database was away for hours, a newer
 * version's message) waits in the inbox table for the sweep. What cannot even be read stays in the queue and in the log.
 */
export async function consumeDeadLetters(batch: MessageBatch<unknown>, context: Context): Promise<void> {
  for (const message of batch.messages) {
    const parsed = eventMessageSchema.safeParse(message.body);
    if (!parsed.success) {
      context.log.error("events.dead_message_unknown", { queue: batch.queue, attempts: message.attempts });
      message.retry();
      continue;
    }
    try {
      await parkMessage(context.db, parsed.data, { origin: "dead", now: context.clock() });
      context.log.error("events.dead_message_parked", { queue: batch.queue, attempts: message.attempts });
      message.ack();
    } catch (cause) {
      context.log.error(
        "events.dead_message_kept",
        { queue: batch.queue, attempts: message.attempts },
        cause,
      );
      message.retry();
    }
  }
}
