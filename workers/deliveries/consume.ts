import { loadDeliveries, setAside } from "../../shared/db/queries/deliveries.ts";
import { destinationsOf } from "../../shared/db/queries/destinations.ts";
import { loadEvents } from "../../shared/db/queries/events.ts";
import { type DeliveryMessage, deliveryMessageSchema } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";
import { type Lane, runLanes } from "./lanes.ts";

const RETRY_SECONDS = 15;

/**
 * Consumer of the delivery queue. A message is a hint that an attempt is due: the row decides, so that one which comes
 * twice, late or never changes nothing. The deliveries of one destination share a lane, and lanes do not wait for each
 * other.
 */
export async function consumeDeliveries(batch: MessageBatch<unknown>, context: Context): Promise<void> {
  const arrivedAt = context.clock();
  const wanted: DeliveryMessage[] = [];
  for (const message of batch.messages) {
    const parsed = deliveryMessageSchema.safeParse(message.body);
    if (parsed.success) {
      wanted.push(parsed.data);
    } else {
      context.log.error("deliveries.message_unknown", { queue: batch.queue, attempts: message.attempts });
      message.retry({ delaySeconds: RETRY_SECONDS });
    }
  }
  try {
    await runLanes(await lanesOf(wanted, context), arrivedAt, context);
  } catch (cause) {
    // what was sent and not noted is sent again, with the same id: at least once
    context.log.error("deliveries.batch_failed", { queue: batch.queue, count: wanted.length }, cause);
    batch.retryAll({ delaySeconds: RETRY_SECONDS });
  }
}

async function lanesOf(wanted: readonly DeliveryMessage[], context: Context): Promise<Lane[]> {
  const attempts = new Map(wanted.map(({ id, attempt }) => [id as string, attempt]));
  const rows = (await loadDeliveries(context.db, wanted)).filter(
    (row) => row.status === "pending" && row.attempts.length + 1 === attempts.get(row.id),
  );
  if (rows.length === 0) {
    return [];
  }
  const [destinations, events] = await Promise.all([
    destinationsOf(
      context.db,
      rows.map(({ organizationId }) => organizationId),
    ),
    loadEvents(
      context.db,
      rows.map(({ organizationId, eventId }) => ({ organizationId, id: eventId })),
    ),
  ]);
  const eventById = new Map(events.map((event) => [event.id, event]));
  const known = new Set(destinations.map(({ id }) => id));
  // deleted, or outlived: no message and no sweep is to come back to them
  const orphans = rows.filter(
    ({ destinationId, eventId }) => !known.has(destinationId) || !eventById.has(eventId),
  );
  await setAside(context.db, orphans);
  return destinations.flatMap((destination) => {
    const deliveries = rows
      .filter(({ destinationId }) => destinationId === destination.id)
      .flatMap((row) => {
        const event = eventById.get(row.eventId);
        return event === undefined ? [] : [{ row, event }];
      });
    return deliveries.length === 0 ? [] : [{ destination, deliveries }];
  });
}
