import type { NewDelivery } from "../db/queries/deliveries.ts";
import type { Log } from "../log.ts";
import type { DeliveryQueue } from "../queue/delivery-queue.ts";

/** Queues first attempts whose rows the sweep knows: a queue that refuses only makes them late. */
export async function dispatch(
  deliveries: readonly Pick<NewDelivery, "organizationId" | "id" | "status">[],
  { deliveryQueue, log }: { readonly deliveryQueue: DeliveryQueue; readonly log: Log },
): Promise<void> {
  const pending = deliveries.filter(({ status }) => status === "pending");
  try {
    await deliveryQueue.send(
      pending.map(({ organizationId, id }) => ({ organizationId, id, attempt: 1, delaySeconds: 0 })),
    );
  } catch (cause) {
    log.error("deliveries.queue_refused", { count: pending.length }, cause);
  }
}
