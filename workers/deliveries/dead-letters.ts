import { MINUTE_MS } from "../../shared/clock.ts";
import { postponeDeliveries } from "../../shared/db/queries/deliveries.ts";
import { parkUnknown } from "../../shared/db/queries/inbox.ts";
import { deliveryKeySchema } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";

/** How long the sweep leaves alone what its consumer gave up on. */
const REST_MS = 10 * MINUTE_MS;

/**
 * Consumer of the dead-letter queue: what the consumer gave up on (the database was away, a newer version's message)
 * waits for the sweep. A message that names no delivery is kept where a person finds it.
 */
export async function consumeDeadDeliveries(batch: MessageBatch<unknown>, context: Context): Promise<void> {
  for (const message of batch.messages) {
    const parsed = deliveryKeySchema.safeParse(message.body);
    const fields = { queue: batch.queue, attempts: message.attempts };
    try {
      if (parsed.success) {
        await postponeDeliveries(context.db, [parsed.data], context.clock() + REST_MS);
      } else {
        context.log.error("deliveries.dead_message_unknown", fields);
        await parkUnknown(context.db, message.body, context.clock());
      }
      message.ack();
    } catch (cause) {
      context.log.error("deliveries.dead_message_kept", fields, cause);
      message.retry();
    }
  }
}
