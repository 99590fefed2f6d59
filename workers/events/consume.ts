import { destinationsOf } from "../../shared/db/queries/destinations.ts";
import { loadEndpoints } from "../../shared/db/queries/endpoints.ts";
import { type EventMessage, eventMessageSchema, type ReceivedMessage } from "../../shared/queue/messages.ts";
import type { Context } from "../context.ts";
import { processEvents } from "./process.ts";
import { recordRejections } from "./rejections.ts";
import { replayEvent } from "./replay.ts";
import { replayPage } from "./replay-many.ts";
import { BodyGone, type StorableEvent, splitBody } from "./split.ts";
import { dropDuplicateBodies, queueDeliveries, storeEvents } from "./store.ts";

/** How long a message waits before its next delivery, in seconds, by the number of deliveries so far. */
const RETRY_DELAYS = [5, 15, 60, 300, 900, 1_800, 3_600];

interface Delivery<M extends EventMessage = EventMessage> {
  readonly message: Message<unknown>;
  readonly content: M;
}

/**
 * Consumer of the event queue: store and deduplicate in bulk, then handle. Every message is acked or retried on its own
 * account; a failure of one never holds or repeats another.
 */
export async function consumeEvents(batch: MessageBatch<unknown>, context: Context): Promise<void> {
  const deliveries = batch.messages.flatMap((message) => parse(message, context));
  await settle(context, ofKind(deliveries, "received"), (received) => consumeReceived(received, context));
  await settle(context, ofKind(deliveries, "rejected"), async (rejected) => {
    await recordRejections(
      rejected.map(({ content }) => content),
      context,
    );
    return [];
  });
  for (const many of ofKind(deliveries, "replay-many")) {
    await settle(context, [many], async () => {
      await replayPage(many.content, context);
      return [];
    });
  }
  for (const replay of ofKind(deliveries, "replay")) {
    await settle(context, [replay], async () => {
      const ok = await replayEvent(replay.content, replay.message.attempts, context);
      return ok ? [] : [replay];
    });
  }
}

function parse(message: Message<unknown>, context: Context): Delivery[] {
  const parsed = eventMessageSchema.safeParse(message.body);
  if (parsed.success) {
    return [{ message, content: parsed.data }];
  }
  // perhaps written by a newer version during a deployment: it comes back until the dead-letter queue has it
  context.log.error("events.message_unknown", { queue: "events", attempts: message.attempts });
  message.retry({ delaySeconds: delayAfter(message.attempts) });
  return [];
}

function ofKind<K extends EventMessage["kind"]>(
  deliveries: readonly Delivery[],
  kind: K,
): Delivery<Extract<EventMessage, { kind: K }>>[] {
  return deliveries.filter(
    (delivery): delivery is Delivery<Extract<EventMessage, { kind: K }>> => delivery.content.kind === kind,
  );
}

/** Runs `work` over the deliveries, retries those it returns (all, when it throws) and acks the rest. */
async function settle<M extends EventMessage>(
  context: Context,
  deliveries: readonly Delivery<M>[],
  work: (deliveries: readonly Delivery<M>[]) => Promise<readonly Delivery<M>[]>,
): Promise<void> {
  if (deliveries.length === 0) {
    return;
  }
  let again: readonly Delivery<M>[];
  try {
    again = await work(deliveries);
  } catch (cause) {
    context.log.error("events.batch_failed", { queue: "events", count: deliveries.length }, cause);
    again = deliveries;
  }
  for (const delivery of deliveries) {
    if (again.includes(delivery)) {
      delivery.message.retry({ delaySeconds: delayAfter(delivery.message.attempts) });
    } else {
      delivery.message.ack();
    }
  }
}

/** Returns the deliveries whose body could not be read or of which an event failed, to be tried again. */
async function consumeReceived(
  deliveries: readonly Delivery<ReceivedMessage>[],
  context: Context,
): Promise<readonly Delivery<ReceivedMessage>[]> {
  const [endpointRows, destinations] = await Promise.all([
    loadEndpoints(context.db, [...new Set(deliveries.map(({ content }) => content.endpointId))]),
    destinationsOf(
      context.db,
      deliveries.map(({ content }) => content.organizationId),
    ),
  ]);
  const endpoints = new Map(endpointRows.map((row) => [row.id, row]));
  const events: StorableEvent[] = [];
  const again: StorableEvent[] = [];
  const unread: Delivery<ReceivedMessage>[] = [];
  for (const delivery of deliveries) {
    const { content, message } = delivery;
    try {
      // one body at a time: the large ones are read from R2 and only their identities are kept
      const own = await splitBody(content, endpoints.get(content.endpointId) ?? null, context);
      events.push(...own);
      again.push(...(wasTried(delivery) ? own : []));
    } catch (cause) {
      const fields = {
        endpointId: content.endpointId,
        provider: content.provider,
        attempts: message.attempts,
      };
      context.log.error("events.body_unread", fields, cause);
      // a duplicate's body is deleted once it was counted, so its redelivery finds none
      if (!(cause instanceof BodyGone && wasTried(delivery))) {
        unread.push(delivery);
      }
    }
  }
  const planned = await storeEvents(events, destinations, context);
  await dropDuplicateBodies(events, context);
  const failed = await processEvents(events, destinations, context);
  await queueDeliveries(planned, again, destinations, context);
  return deliveries.filter((delivery) => unread.includes(delivery) || failed.has(delivery.content.id));
}

/** Whether a consumer had it before this one. */
function wasTried({ content, message }: Delivery<ReceivedMessage>): boolean {
  return message.attempts > 1 || content.wasTried === true;
}

function delayAfter(deliveries: number): number {
  return RETRY_DELAYS[Math.min(deliveries, RETRY_DELAYS.length) - 1] ?? 5;
}
