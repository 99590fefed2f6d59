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

export function createJobQueue(queues: Readonly<Record<Priority, Queue<unknown>>>): JobQueue {
  return {
    async send(jobs) {
      for (const [priority, group] of Map.groupBy(jobs, (job) => job.priority)) {
        for (let start = 0; start < group.length; start += BATCH) {
          await queues[priority].sendBatch(group.slice(start, start + BATCH).map(toRequest));
        }
      }
    },
  };
}

function toRequest({ id, delaySeconds }: QueuedJob): MessageSendRequest<JobMessage> {
  return { body: { kind: "job", id }, contentType: "json", delaySeconds };
}
