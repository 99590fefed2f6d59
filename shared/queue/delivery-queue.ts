import { inBatches } from "./job-queue.ts";
import type { DeliveryMessage } from "./messages.ts";

/** A delivery to be tried, at once or after a delay. */
export interface QueuedDelivery {
  readonly organizationId: DeliveryMessage["organizationId"];
  readonly id: DeliveryMessage["id"];
  /** From 1. */
  readonly attempt: number;
  /** Whole seconds; 0 at once. */
  readonly delaySeconds: number;
}

export interface DeliveryQueue {
  /** @throws when the queue refuses; what was queued by then is known by its row and is not sent twice */
  send(deliveries: readonly QueuedDelivery[]): Promise<void>;
}

export function createDeliveryQueue(queue: Queue<unknown>): DeliveryQueue {
  return {
    async send(deliveries) {
      for (const batch of inBatches(deliveries)) {
        await queue.sendBatch(
          batch.map(
            ({ delaySeconds, ...delivery }): MessageSendRequest<DeliveryMessage> => ({
              body: { kind: "delivery", ...delivery },
              contentType: "json",
              delaySeconds,
            }),
          ),
        );
      }
    },
  };
}
