import { MINUTE_MS } from "../../shared/clock.ts";
import { postponeDeliveries } from "../../shared/db/queries/deliveries.ts";
import { deliveryMessageSchema } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";

/** How long the sweep leaves alone what its consumer gave up on. */
const REST_MS = 10 * MINUTE_MS;

/** Consumer of the dead-letter queue: what the consumer gave up on (the database was away) waits for the sweep. */
export async function consumeDeadDeliveries(batch: MessageBatch<unknown>, context: Context): Promise<void> {
  for (const message of batch.messages) {
    const parsed = deliveryMessageSchema.safeParse(message.body);
    if (!parsed.success) {
      context.log.error("deliveries.dead_message_unknown", {
        queue: batch.queue,
        attempts: message.attempts,
      });
      message.retry();
      continue;
    }
    try {
      await postponeDeliveries(context.db, [parsed.data], context.clock() + REST_MS);
      message.ack();
    } catch (cause) {
      const fields = { queue: batch.queue, attempts: message.attempts };
      context.log.error("deliveries.dead_message_kept", fields, cause);
      message.retry();
    }
  }
}
