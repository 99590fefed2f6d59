import { deliveryStatements, type NewDelivery, untried } from "../../shared/db/queries/deliveries.ts";
import type { DestinationRow } from "../../shared/db/queries/destinations.ts";
import { eventStates } from "../../shared/db/queries/event-status.ts";
import { insertEvents, type NewBody, type NewEvent } from "../../shared/db/queries/event-store.ts";
import { planDeliveries } from "../../shared/destinations/fan-out.ts";
import type { Context } from "../context.ts";
import type { StorableEvent } from "./split.ts";

/**
 * Stores a batch's events, their shared bodies and their deliveries in as few statements as D1's value size allows;
 * duplicates are counted, and delivered to nobody. Returns what was planned to be delivered.
 */
export async function storeEvents(
  events: readonly StorableEvent[],
  destinations: readonly DestinationRow[],
  context: Context,
): Promise<readonly NewDelivery[]> {
  const sharing = Map.groupBy(
    events.filter(({ body }) => body.kind === "shared"),
    ({ message }) => message.id,
  );
  const bodies = [...sharing.values()].flatMap((own): NewBody[] => {
    const [first] = own;
    if (first?.body.kind !== "shared") {
      return [];
    }
    const { organizationId, id } = first.message;
    return [{ organizationId, id, eventIds: own.map((event) => event.id), bytes: first.body.bytes }];
  });
  const wanted = events
    .filter(({ ignored }) => !ignored)
    .map(({ message, id, type }) => ({ organizationId: message.organizationId, id, type }));
  // no sweep: the queue brings this batch again until its deliveries are queued
  const deliveries = await planDeliveries(wanted, destinations, { run: "", dueAt: null });
  await insertEvents(context.db, events.map(toRow), bodies, deliveryStatements(context.db, deliveries));
  return deliveries;
}

/**
 * Queues the first attempts of what was stored; those of duplicates have no row.
 * @param again events that were stored before and whose deliveries may not have been queued; what was planned for them
 *   stands, whatever their destinations want by now
 * @throws when the queue refuses
 */
export async function queueDeliveries(
  planned: readonly NewDelivery[],
  again: readonly StorableEvent[],
  destinations: readonly DestinationRow[],
  context: Context,
): Promise<void> {
  const wantingAll = destinations.map((row) => ({ ...row, events: ["*"] }));
  const sendable = again.map(({ message, id, type }) => ({
    organizationId: message.organizationId,
    id,
    type,
  }));
  const earlier = await planDeliveries(sendable, wantingAll, { run: "", dueAt: null });
  const known = new Map([...planned, ...earlier].map((delivery) => [delivery.id, delivery]));
  const fresh = await untried(context.db, [...known.values()]);
  await context.deliveryQueue.send(
    fresh.map(({ organizationId, id }) => ({ organizationId, id, attempt: 1, delaySeconds: 0 })),
  );
}

function toRow(stored: StorableEvent): NewEvent {
  const { message, event, body } = stored;
  return {
    organizationId: message.organizationId,
    id: stored.id,
    receiptId: message.id,
    endpointId: message.endpointId,
    dedupeKey: stored.dedupeKey,
    provider: message.provider,
    providerEventId: event.id,
    type: stored.type,
    subject: event.subject,
    occurredAt: event.time,
    receivedAt: message.receivedAt,
    status: initialStatus(stored),
    contentType: message.contentType,
    headers: message.headers,
    url: message.url,
    remoteAddress: message.remoteAddress,
    item: stored.item,
    data: stored.data,
    body: body.kind === "inline" ? body.bytes : null,
    bodyRef: body.kind === "inline" ? null : body.kind === "r2" ? `r2:${body.key}` : `db:${message.id}`,
  };
}

/** An event that nothing is to be done for is done when it is stored: no second write. */
function initialStatus({ ignored, effects }: StorableEvent): NewEvent["status"] {
  if (ignored) {
    return "ignored";
  }
  return effects.length === 0 ? "processed" : "received";
}

/** Deletes the large bodies of which no event was stored: all were duplicates, and the first receipt's body is kept. */
export async function dropDuplicateBodies(events: readonly StorableEvent[], context: Context): Promise<void> {
  const large = events.filter(({ body }) => body.kind === "r2");
  const stored = await eventStates(
    context.db,
    large.map(({ message, id }) => ({ organizationId: message.organizationId, id })),
  );
  const keys = Map.groupBy(large, ({ body }) => (body.kind === "r2" ? body.key : ""));
  const unused = [...keys].filter(([, own]) => !own.some(({ id }) => stored.has(id))).map(([key]) => key);
  if (unused.length > 0) {
    await context.bodies.delete(unused);
  }
}
