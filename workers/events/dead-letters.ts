import { parkMessage, parkUnknown } from "../../shared/db/queries/inbox.ts";
import { eventMessageSchema } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";

/**
 * Consumer of the dead-letter queue: what the event consumer gave up on (the database was away for hours) waits in the
 * inbox table for the sweep, and what this version cannot read for a version that can.
 */
export async function consumeDeadLetters(batch: MessageBatch<unknown>, context: Context): Promise<void> {
  for (const message of batch.messages) {
    const parsed = eventMessageSchema.safeParse(message.body);
    const fields = { queue: batch.queue, attempts: message.attempts };
    try {
      const now = context.clock();
      if (parsed.success) {
        const { data } = parsed;
        const tried = data.kind === "received" ? { ...data, wasTried: true as const } : data;
        await parkMessage(context.db, tried, { origin: "dead", now });
      } else {
        await parkUnknown(context.db, message.body, now);
      }
      context.log.error(
        parsed.success ? "events.dead_message_parked" : "events.dead_message_unknown",
        fields,
      );
      message.ack();
    } catch (cause) {
      context.log.error("events.dead_message_kept", fields, cause);
      message.retry();
    }
  }
}
