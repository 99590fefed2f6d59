import type { Clock } from "../clock.ts";
import type { Database } from "../db/client.ts";
import { parkMessage } from "../db/queries/inbox.ts";
import type { Log } from "../log.ts";
import type { EventQueue } from "../queue/event-queue.ts";
import type { ReceivedMessage, RejectedMessage } from "../queue/messages.ts";
import { unavailable } from "./unavailable.ts";

/** Where a received request is made durable. */
export interface InboundStores {
  readonly db: Database;
  readonly eventQueue: EventQueue;
  readonly bodies: R2Bucket;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Resolves once the message is durable: in the queue, or, when the queue refuses, in the inbox table that the sweep
 * empties into the queue.
 * @throws Problem `unavailable` when both fail, so that the sender tries again
 */
export async function accept(
  message: ReceivedMessage | RejectedMessage,
  context: InboundStores,
): Promise<void> {
  const queued = await context.eventQueue.send(message);
  if (queued.ok) {
    return;
  }
  const fields = { endpointId: message.endpointId, provider: message.provider };
  context.log.error("gateway.queue_refused", fields, queued.cause);
  try {
    await parkMessage(context.db, message, { origin: "refused", now: context.clock() });
  } catch (cause) {
    context.log.error("gateway.nowhere_to_store", fields, cause);
    throw unavailable("The webhook could not be stored.");
  }
}
