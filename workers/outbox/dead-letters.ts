import { postponeJobs } from "../../shared/db/queries/job-sweep.ts";
import { jobMessageSchema } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";

/** Consumer of the jobs' dead-letter queue: a message says little, so its job is parked as due and the sweep takes over. */
export async function consumeDeadJobs(batch: MessageBatch<unknown>, context: Context): Promise<void> {
  const ids = batch.messages.flatMap(({ body }) => {
    const parsed = jobMessageSchema.safeParse(body);
    return parsed.success ? [parsed.data.id] : [];
  });
  try {
    await postponeJobs(context.db, ids, context.clock());
    context.log.error("outbox.dead_messages", { queue: batch.queue, count: batch.messages.length });
    batch.ackAll();
  } catch (cause) {
    context.log.error("outbox.dead_messages_kept", { queue: batch.queue, count: ids.length }, cause);
    batch.retryAll();
  }
}
