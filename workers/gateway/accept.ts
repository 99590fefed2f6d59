import { parkMessage } from "../../shared/db/queries/inbox.ts";
import type { ReceivedMessage, RejectedMessage } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";
import { unavailable } from "./unavailable.ts";

/**
 * Resolves once the message is durable: in the queue, or, when the queue refuses, in the inbox table that the sweep
 * empties into the queue.
 * @throws Problem `unavailable` when both fail, so that the sender tries again
 */
export async function accept(message: ReceivedMessage | RejectedMessage, context: Context): Promise<void> {
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
