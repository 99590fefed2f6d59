import type { Id } from "../ids.ts";
import type { Priority } from "../model/job.ts";
import type { JobMessage } from "./messages.ts";

/** A job to be looked at by its queue's consumer, at once or after a delay. */
export interface QueuedJob {
  readonly id: Id<"job">;
  readonly priority: Priority;
  /** Whole seconds; 0 at once. */
  readonly delaySeconds: number;
}

/** One queue per priority: Cloudflare Queues keeps no order, so a high job in one queue would wait behind the low ones. */
export interface JobQueue {
  /**
   * Queues the jobs in batches.
   * @throws when a queue refuses; what was queued by then is known by its row and is not sent twice
   */
  send(jobs: readonly QueuedJob[]): Promise<void>;
}

/** Messages that one call takes. */
const BATCH = 100;

/** A list cut into what one call to a queue takes. */
export function inBatches<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / BATCH) }, (_, index) =>
    list.slice(index * BATCH, (index + 1) * BATCH),
  );
}

export function createJobQueue(queues: Readonly<Record<Priority, Queue<unknown>>>): JobQueue {
  return {
    async send(jobs) {
      for (const [priority, group] of Map.groupBy(jobs, (job) => job.priority)) {
        for (const batch of inBatches(group)) {
          await queues[priority].sendBatch(batch.map(toRequest));
        }
      }
    },
  };
}

function toRequest({ id, delaySeconds }: QueuedJob): MessageSendRequest<JobMessage> {
  return { body: { kind: "job", id }, contentType: "json", delaySeconds };
}
